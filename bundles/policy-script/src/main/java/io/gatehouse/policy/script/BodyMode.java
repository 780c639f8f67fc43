package io.gatehouse.policy.script;

import io.gatehouse.api.policy.BodyNeed;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a script reads a message's content, as {@code meta.body} says. */
enum BodyMode {
  NONE,
  TEXT,
  JSON,
  XML,
  FORM,
  BYTES;

  /** Names of the contract that this version does not serve. */
  static final List<String> LATER = List.of("stream");

  static final List<String> NAMES = Arrays.stream(values()).map(BodyMode::key).toList();

  static Optional<BodyMode> named(String name) {
    return Arrays.stream(values()).filter(m -> m.key().equals(name)).findFirst();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  BodyNeed need() {
    return this == NONE ? BodyNeed.NONE : BodyNeed.BUFFERED;
  }
}
