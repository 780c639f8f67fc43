package io.gatehouse.config.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions on disk, a file each. One is there whole or not at all. Stateless; one thread
 * writes, any may read.
 */
final class RevisionFiles {

  private static final Logger log = LoggerFactory.getLogger(RevisionFiles.class);
  private static final Pattern NAME = Pattern.compile("([0-9]{6,18})\\.sha256");

  private final Path folder;

  RevisionFiles(Path folder) {
    this.folder = folder;
  }

  /** The numbers of those that there are. */
  NavigableSet<Long> numbers() {
    NavigableSet<Long> numbers = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return numbers;
    }
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
    return numbers;
  }

  /** One of them; empty where it cannot be read, or has just gone. */
  Optional<Revision> read(long number) {
    try {
      return readOrThrow(number);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", file(number))
          .addKeyValue("reason", e.toString())
          .log("A kept revision cannot be read now and is left out");
      return Optional.empty();
    }
  }

  /** One of them; empty where it is damaged, or has just gone. */
  Optional<Revision> readOrThrow(long number) throws IOException {
    try {
      Optional<Revision> revision = Revision.read(number, Files.readString(file(number)));
      if (revision.isEmpty()) {
        log.atWarn()
            .addKeyValue("file", file(number))
            .log("A kept revision is damaged and is left out");
      }
      return revision;
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (MalformedInputException damaged) {
      log.atWarn()
          .addKeyValue("file", file(number))
          .log("A kept revision is damaged and is left out");
      return Optional.empty();
    }
  }

  void write(Revision revision) throws IOException {
    writeWhole(file(revision.number()), revision.text());
  }

  void remove(long number) throws IOException {
    Files.deleteIfExists(file(number));
  }

  /** Writes a file of the folder so that it is there whole or as it was, whatever happens. */
  static void writeWhole(Path file, String text) throws IOException {
    Path folder = file.resolveSibling("");
    OwnFolder.make(folder);
    Path draft = folder.resolve("draft.tmp");
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%06d.sha256", number));
  }
}
