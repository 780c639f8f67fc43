package io.gatehouse.api.revision;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A revision.
 *
 * @param number counts up from 1, over restarts
 * @param since when it began to serve
 * @param changes against the one before it; empty for the oldest that is kept
 * @param rollbackTo the revision that was rolled back to when it began, if one was
 */
public record RevisionSummary(
    long number, Instant since, List<FileChange> changes, OptionalLong rollbackTo) {

  public RevisionSummary {
    changes = List.copyOf(changes);
  }

  /**
   * What happened to a file.
   *
   * @param file relative to the installation
   */
  public record FileChange(String file, Kind kind) {}

  /** How. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }
}
