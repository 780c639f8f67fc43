package io.gatehouse.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * The folder that the demo runs on: as shipped, or a copy of it where the operator wants one
 * elsewhere. Its certificate is made on the first start: a key that everybody has is no key.
 */
final class DemoFolder {

  private static final Set<String> NOT_COPIED = Set.of("data", "log", "system");

  private final Path shipped;
  private final Path base;

  DemoFolder(Path shipped, Path base) {
    this.shipped = shipped;
    this.base = base;
  }

  void prepare() {
    try {
      if (!Files.isDirectory(shipped)) {
        throw new CommandFailedException(
            ExitCode.START_FAILED, "This installation has no demo: " + shipped + " is missing.");
      }
      if (!shipped.equals(base) && !Files.exists(base.resolve("etc"))) {
        copy();
      }
      new SelfSignedCertificate(base.resolve("etc/tls")).makeIfMissing();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.START_FAILED,
          "Cannot prepare the demo in "
              + base
              + ": "
              + e.getMessage()
              + ". Name a folder that this user may write with --base.");
    }
  }

  /** What to try, for the console. */
  String welcome() {
    try {
      return Files.readString(shipped.resolve("WELCOME.txt"))
          .replace("${demo}", shown().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shorter of the ways to name the folder. */
  private Path shown() {
    Path here = Path.of("").toAbsolutePath();
    return base.startsWith(here) && !base.equals(here) ? here.relativize(base) : base;
  }

  private void copy() throws IOException {
    Files.walkFileTree(
        shipped,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path relative = shipped.relativize(folder);
            if (NOT_COPIED.contains(relative.toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(base.resolve(relative));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = base.resolve(shipped.relativize(file));
            if (!Files.exists(copy)) {
              Files.copy(file, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
