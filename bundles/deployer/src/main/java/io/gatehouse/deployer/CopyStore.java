package io.gatehouse.deployer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that bundles run from: a copy of its own for every installation, because the framework
 * keeps reading an archive for as long as its bundle runs, and the operator may overwrite it.
 */
final class CopyStore {

  private static final Logger LOG = LoggerFactory.getLogger(CopyStore.class);

  private final Path folder;
  private final AtomicLong last = new AtomicLong();

  /**
   * A store in this folder, which is made if need be. What an earlier run left in it is removed.
   */
  CopyStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    retain(Set.of());
  }

  Path folder() {
    return folder;
  }

  /** A file to write a copy to before anything is known of it. */
  Path incoming() {
    return folder.resolve("incoming-" + last.incrementAndGet() + ".jar");
  }

  /** Gives an incoming copy its name. */
  Path keep(Path incoming, String symbolicName, Version version) throws IOException {
    return Files.move(incoming, next(symbolicName, version));
  }

  /** Another name for what a candidate consists of, or a copy where the disk has no links. */
  Path another(Candidate candidate) throws IOException {
    Path copy = next(candidate.symbolicName(), candidate.version());
    try {
      return Files.createLink(copy, candidate.copy());
    } catch (UnsupportedOperationException | FileSystemException e) {
      return Files.copy(candidate.copy(), copy);
    }
  }

  private Path next(String symbolicName, Version version) {
    return folder.resolve(symbolicName + "-" + version + "-" + last.incrementAndGet() + ".jar");
  }

  /** Removes every copy but these. */
  void retain(Set<Path> used) {
    for (Path copy : copies()) {
      if (!used.contains(copy)) {
        discard(copy);
      }
    }
  }

  /** Removes the folder with everything in it. */
  void remove() {
    retain(Set.of());
    discard(folder);
  }

  void discard(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", copy)
          .addKeyValue("reason", e.toString())
          .log("A bundle's copy cannot be removed");
    }
  }

  private Set<Path> copies() {
    Set<Path> copies = new TreeSet<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      jars.forEach(copies::add);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .addKeyValue("reason", e.toString())
          .log("The folder of the bundles' copies cannot be read");
    }
    return copies;
  }
}
