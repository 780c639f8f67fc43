package io.gatehouse.api.revision;

import java.util.List;

/**
 * What came of a rollback.
 *
 * @param to the revision that was rolled back to
 * @param serving the number of the revision that serves now
 * @param outstanding files that do not serve as they did then (yet)
 * @param differing files in the folders that are not what serves; they are taken with the next edit
 */
public record RollbackReport(
    long to, long serving, List<String> outstanding, List<String> differing) {

  public RollbackReport {
    outstanding = List.copyOf(outstanding);
    differing = List.copyOf(differing);
  }
}
