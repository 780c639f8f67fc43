package io.gatehouse.accesslog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files that a log had before, beside the one it has: {@code access.20260101T000000Z.log} for
 * {@code access.log}, named after the moment of closing. No file of another name is ever touched.
 * Used by one thread.
 */
final class ClosedFiles {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final String stem;
  private final String ending;
  private final Pattern named;
  private final int keep;
  private String lastMoment = "";
  private int lastMore;

  ClosedFiles(Path file, int keep) {
    this.file = file;
    this.keep = keep;
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    stem = dot <= 0 ? name : name.substring(0, dot);
    ending = dot <= 0 ? "" : name.substring(dot);
    named =
        Pattern.compile(
            Pattern.quote(stem) + "\\.\\d{8}T\\d{6}Z(?:_\\d{4})?" + Pattern.quote(ending));
  }

  /** Gives the log's file the name of a closed one. */
  void take(Instant now) throws IOException {
    Files.move(file, unused(now));
  }

  /** Deletes the oldest beyond what is kept. */
  void deleteOldest() throws IOException {
    NavigableSet<Path> closed = closed();
    while (closed.size() > keep) {
      Files.deleteIfExists(closed.removeFirst());
    }
  }

  /** Oldest first: their names are in the order of time. */
  private NavigableSet<Path> closed() throws IOException {
    NavigableSet<Path> closed = new TreeSet<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder(), entry -> named.matcher(String.valueOf(entry.getFileName())).matches())) {
      entries.forEach(closed::add);
    }
    return closed;
  }

  private Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  /**
   * In the same second there may be several: the later ones follow in the order of names, too, and
   * none takes the name of one that was deleted.
   */
  private Path unused(Instant now) {
    String moment = stem + "." + MOMENT.format(now);
    int more = moment.equals(lastMoment) ? lastMore + 1 : 0;
    Path name = closedAs(moment, more);
    while (Files.exists(name)) {
      more++;
      name = closedAs(moment, more);
    }
    lastMoment = moment;
    lastMore = more;
    return name;
  }

  private Path closedAs(String moment, int more) {
    return file.resolveSibling(moment + (more == 0 ? "" : "_%04d".formatted(more)) + ending);
  }
}
