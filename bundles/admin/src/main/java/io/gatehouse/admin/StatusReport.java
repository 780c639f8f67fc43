package io.gatehouse.admin;

import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The status as of one moment.
 *
 * @param version of the product
 * @param missing what the gateway waits for until it is ready; empty when it is
 */
record StatusReport(String version, List<String> missing, List<StatusEntry> entries) {

  StatusReport {
    missing = List.copyOf(missing);
    entries = List.copyOf(entries);
  }

  boolean ready() {
    return missing.isEmpty();
  }

  /** How many entries there are in each state, those without any included. */
  Map<State, Long> counts() {
    Map<State, Long> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, entries.stream().filter(entry -> entry.state() == state).count());
    }
    return counts;
  }

  /** As operators read and write it. */
  static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
