package io.gatehouse.policy.script;

import io.gatehouse.api.status.EventCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts what a policy wants counted, among the gateway's metrics. */
final class PolicyCounters {

  private static final int MOST_LABELS = 5;
  private static final double MOST = 1e15;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,49}");
  private static final Set<String> TAKEN = Set.of("policy", "event");

  private final EventCounters counters;
  private final String policy;

  PolicyCounters(EventCounters counters, String policy) {
    this.counters = counters;
    this.policy = policy;
  }

  /** For hooks that are tried out: nobody counts. */
  static PolicyCounters none() {
    return new PolicyCounters((policy, event, labels, n) -> {}, "");
  }

  /** Returns what is wrong with it, or null. */
  @Nullable String add(String name, double n, String labels) {
    if (!NAME.matcher(name).matches()) {
      return wrong("name", name, "snake_case of at most 50 characters");
    }
    if (!(n >= 0 && n <= MOST && n == Math.rint(n))) {
      return "context.counters: " + n + " (expected: a whole number, 0 or more)";
    }
    Map<String, String> named = new HashMap<>();
    String[] parts = labels.isEmpty() ? new String[0] : labels.split("\n", -1);
    if (parts.length > 2 * MOST_LABELS) {
      return "context.counters: %d labels (expected: at most %d)"
          .formatted(parts.length / 2, MOST_LABELS);
    }
    for (int i = 0; i + 1 < parts.length; i += 2) {
      if (!NAME.matcher(parts[i]).matches() || TAKEN.contains(parts[i])) {
        return wrong("label", parts[i], "snake_case, and neither policy nor event");
      }
      named.put(parts[i], parts[i + 1]);
    }
    counters.add(policy, name, named, (long) n);
    return null;
  }

  private static String wrong(String what, String given, String expected) {
    String shown = given.length() > 60 ? given.substring(0, 60) + "..." : given;
    return "context.counters: %s '%s' (expected: %s)"
        .formatted(what, HostFunctions.oneLine(shown), expected);
  }
}
