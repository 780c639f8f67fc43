package io.gatehouse.api.revision;

import java.util.List;

/**
 * A file that is not the same on both sides.
 *
 * @param file relative to the installation
 * @param lines in the unified format, without line ends; empty where the content is no text, or too
 *     much of it
 * @param detail what can be said instead of lines
 */
public record FileDifference(
    String file, RevisionSummary.Kind kind, List<String> lines, String detail) {

  public FileDifference {
    lines = List.copyOf(lines);
  }
}
