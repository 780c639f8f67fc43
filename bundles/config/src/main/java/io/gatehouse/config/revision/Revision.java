package io.gatehouse.config.revision;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What served from a moment on.
 *
 * @param number counts up from 1, over restarts
 * @param rollbackTo the revision that was rolled back to, if one was
 * @param contents the digest of what each file served with, by its path in the installation
 */
record Revision(
    long number, Instant since, OptionalLong rollbackTo, SortedMap<String, String> contents) {

  private static final String SINCE = "# since ";
  private static final String ROLLBACK = "# rollback to ";
  private static final Pattern ROLLBACK_TO = Pattern.compile(ROLLBACK + "([0-9]{1,18})");
  private static final String GAP = "  ";

  Revision {
    contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
  }

  /** As a file that {@code sha256sum} understands. */
  String text() {
    StringBuilder text = new StringBuilder(64 + contents.size() * 96);
    text.append(SINCE).append(since).append('\n');
    rollbackTo.ifPresent(to -> text.append(ROLLBACK).append(to).append('\n'));
    contents.forEach((file, digest) -> text.append(digest).append(GAP).append(file).append('\n'));
    return text.toString();
  }

  /** Reads what {@link #text} wrote; empty where it is not that, or not all of it. */
  static Optional<Revision> read(long number, String text) {
    if (!text.startsWith(SINCE) || !text.endsWith("\n")) {
      return Optional.empty();
    }
    List<String> lines = text.lines().toList();
    OptionalLong rollbackTo = OptionalLong.empty();
    SortedMap<String, String> contents = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher rollback = ROLLBACK_TO.matcher(line);
      if (rollback.matches()) {
        rollbackTo = OptionalLong.of(Long.parseLong(rollback.group(1)));
        continue;
      }
      int gap = line.indexOf(GAP);
      if (gap < 0 || !ContentStore.isDigest(line.substring(0, gap))) {
        return Optional.empty();
      }
      contents.put(line.substring(gap + GAP.length()), line.substring(0, gap));
    }
    try {
      Instant since = Instant.parse(lines.getFirst().substring(SINCE.length()));
      return Optional.of(new Revision(number, since, rollbackTo, contents));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
