package io.gatehouse.config.revision;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What served from a moment on.
 *
 * @param number counts up from 1, over restarts
 * @param contents the digest of what each file served with, by its path in the installation
 */
record Revision(long number, Instant since, SortedMap<String, String> contents) {

  private static final String SINCE = "# since ";
  private static final String GAP = "  ";

  Revision {
    contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
  }

  /** As a file that {@code sha256sum} understands. */
  String text() {
    StringBuilder text = new StringBuilder(64 + contents.size() * 96);
    text.append(SINCE).append(since).append('\n');
    contents.forEach((file, digest) -> text.append(digest).append(GAP).append(file).append('\n'));
    return text.toString();
  }

  /** Reads what {@link #text} wrote; empty where it is not that, or not all of it. */
  static Optional<Revision> read(long number, String text) {
    if (!text.startsWith(SINCE) || !text.endsWith("\n")) {
      return Optional.empty();
    }
    List<String> lines = text.lines().toList();
    SortedMap<String, String> contents = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int gap = line.indexOf(GAP);
      if (gap < 0 || !ContentStore.isDigest(line.substring(0, gap))) {
        return Optional.empty();
      }
      contents.put(line.substring(gap + GAP.length()), line.substring(0, gap));
    }
    try {
      Instant since = Instant.parse(lines.getFirst().substring(SINCE.length()));
      return Optional.of(new Revision(number, since, contents));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
