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
  BYTES,
  STREAM;

  static final List<String> NAMES = Arrays.stream(values()).map(BodyMode::key).toList();

  static Optional<BodyMode> named(String name) {
    return Arrays.stream(values()).filter(m -> m.key().equals(name)).findFirst();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  BodyNeed need() {
    return collects() ? BodyNeed.BUFFERED : BodyNeed.NONE;
  }

  /** Whether the hook sees all content at once. */
  boolean collects() {
    return this != NONE && this != STREAM;
  }
}
