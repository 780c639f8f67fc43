package io.gatehouse.policy.script;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of messages while a version is out of service, as {@code meta.onFailure} says. */
enum OnFailure {
  /** They fail: nothing passes a policy by mistake. */
  CLOSED,
  /** They go on as if the policy were not there. */
  OPEN;

  static final List<String> NAMES = Arrays.stream(values()).map(OnFailure::key).toList();

  static Optional<OnFailure> named(String name) {
    return Arrays.stream(values()).filter(f -> f.key().equals(name)).findFirst();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
