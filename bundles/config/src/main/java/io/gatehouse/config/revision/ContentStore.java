package io.gatehouse.config.revision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents of files under the SHA-256 of what is in them: each is written once, whole or not at
 * all, and never changed.
 */
final class ContentStore {

  private static final Logger log = LoggerFactory.getLogger(ContentStore.class);
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final String INCOMING = "incoming.tmp";

  private final Path folder;
  private final Set<Path> unforced = new LinkedHashSet<>();

  ContentStore(Path folder) {
    this.folder = folder;
  }

  /** That of an installation. */
  static ContentStore of(Path base) {
    return new ContentStore(KeptContents.folder(base).resolve("contents"));
  }

  /** The digest of what is in a file now; empty where it cannot be read. */
  static Optional<String> digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(digestOf(in, OutputStream.nullOutputStream()));
    } catch (IOException unread) {
      return Optional.empty();
    }
  }

  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /** Copies what is in the file now; empty where it cannot be read or the copy not be written. */
  Optional<Path> keep(Path file) {
    Path incoming = folder.resolve(INCOMING);
    try {
      OwnFolder.make(folder.resolveSibling(""));
      OwnFolder.make(folder);
      Path kept = folder.resolve(copy(file, incoming));
      if (Files.isRegularFile(kept) && Files.size(kept) == Files.size(incoming)) {
        Files.delete(incoming);
      } else {
        Files.move(
            incoming, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        unforced.add(kept);
      }
      return Optional.of(kept);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("reason", e.toString())
          .addKeyValue("remedy", "make data/ writable, with room on its disk")
          .log("No copy is kept of a file");
      return Optional.empty();
    }
  }

  /** Has what was kept survive a power cut, too. */
  void force() throws IOException {
    for (Iterator<Path> contents = unforced.iterator(); contents.hasNext(); contents.remove()) {
      force(contents.next());
    }
  }

  private static void force(Path kept) throws IOException {
    try (FileChannel content = FileChannel.open(kept, StandardOpenOption.WRITE)) {
      content.force(true);
    } catch (NoSuchFileException tidied) {
      log.atDebug().addKeyValue("file", kept).log("A content was removed before it was needed");
    }
  }

  /** A kept content, unless it is gone or damaged. */
  Optional<Path> find(String digest) {
    Path kept = folder.resolve(digest);
    try (InputStream in = Files.newInputStream(kept)) {
      if (digestOf(in, OutputStream.nullOutputStream()).equals(digest)) {
        return Optional.of(kept);
      }
      log.atWarn().addKeyValue("file", kept).log("A kept content is damaged and is not used");
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", kept)
          .addKeyValue("reason", e.toString())
          .log("A kept content cannot be read");
    }
    return Optional.empty();
  }

  /** Whether this is a content of this store. */
  boolean holds(Path content) {
    return folder.equals(content.getParent());
  }

  /** Removes all others. */
  void retain(Set<String> digests) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> kept = Files.list(folder)) {
      for (Path each : kept.toList()) {
        if (!digests.contains(String.valueOf(each.getFileName()))) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      log.atWarn()
          .addKeyValue("folder", folder)
          .addKeyValue("reason", e.toString())
          .log("Contents that no revision refers to could not be removed");
    }
  }

  private static String copy(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      return digestOf(in, out);
    }
  }

  private static String digestOf(InputStream in, OutputStream copy) throws IOException {
    MessageDigest digest = sha256();
    new DigestInputStream(in, digest).transferTo(copy);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
