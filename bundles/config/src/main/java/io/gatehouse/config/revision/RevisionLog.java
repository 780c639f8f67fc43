package io.gatehouse.config.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions on disk, a file each. One is there whole or not at all; what cannot be read is left
 * out, and the one before it counts.
 */
final class RevisionLog {

  /** How many are kept. */
  static final int KEPT = 100;

  private static final Logger log = LoggerFactory.getLogger(RevisionLog.class);
  private static final Pattern NAME = Pattern.compile("([0-9]{6,18})\\.sha256");

  private final Path folder;
  private final NavigableSet<Long> numbers = new TreeSet<>();
  private Optional<Revision> last = Optional.empty();

  /** Looks which there are, and reads the last. */
  RevisionLog(Path folder) {
    this.folder = folder;
    if (Files.isDirectory(folder)) {
      list();
    }
    for (long number : numbers.descendingSet()) {
      last = read(number);
      if (last.isPresent()) {
        break;
      }
    }
  }

  private void list() {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .forEach(name -> numbers.add(Long.parseLong(name.group(1))));
    } catch (IOException | UncheckedIOException e) {
      log.atWarn()
          .addKeyValue("folder", folder)
          .addKeyValue("reason", e.toString())
          .log("The kept revisions cannot be read");
    }
  }

  private Optional<Revision> read(long number) {
    try {
      Optional<Revision> revision = Revision.read(number, Files.readString(file(number)));
      if (revision.isPresent()) {
        return revision;
      }
    } catch (IOException e) {
      log.atDebug().setCause(e).log("A revision cannot be read");
    }
    log.atWarn()
        .addKeyValue("file", file(number))
        .log("A kept revision cannot be read and is left out");
    return Optional.empty();
  }

  /** The newest that can be read. */
  Optional<Revision> last() {
    return last;
  }

  /** The number that the next one gets. */
  long next() {
    return numbers.isEmpty() ? 1 : numbers.last() + 1;
  }

  /** The contents that any of them refers to. */
  Set<String> referred() {
    Set<String> digests = new HashSet<>();
    for (long number : numbers) {
      read(number).ifPresent(revision -> digests.addAll(revision.contents().values()));
    }
    return digests;
  }

  /** Adds one; the oldest goes when there are too many. */
  void add(Revision revision) throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve("draft.tmp");
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(revision.text());
      while (text.hasRemaining()) {
        out.write(text);
      }
      out.force(false);
    }
    Files.move(
        draft,
        file(revision.number()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    numbers.add(revision.number());
    last = Optional.of(revision);
    while (numbers.size() > KEPT) {
      Files.deleteIfExists(file(numbers.first()));
      numbers.pollFirst();
    }
  }

  private Path file(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%06d.sha256", number));
  }
}
