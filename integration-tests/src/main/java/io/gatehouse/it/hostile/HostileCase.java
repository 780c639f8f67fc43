package io.gatehouse.it.hostile;

import java.util.List;

/**
 * Bytes to send and the right answer to them.
 *
 * @param id in the list of bad inputs
 * @param title what it is, unique
 * @param line of the table
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of a case
record HostileCase(
    String id, String title, int line, byte[] bytes, boolean finish, Expectation expectation) {

  String name() {
    return id + ' ' + title + " (line " + line + ")";
  }

  /** The ids of some cases, in order. */
  static List<String> ids(List<HostileCase> cases) {
    return cases.stream().map(HostileCase::id).distinct().sorted().toList();
  }
}
