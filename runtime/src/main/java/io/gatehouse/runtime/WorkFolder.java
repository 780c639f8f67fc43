package io.gatehouse.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder whose content nobody needs after the process. */
final class WorkFolder implements AutoCloseable {

  private final Path path;

  private WorkFolder(Path path) {
    this.path = path;
  }

  /** A new one where the platform keeps such folders. */
  static WorkFolder temporary() {
    try {
      return new WorkFolder(Files.createTempDirectory("gatehouse-"));
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED, "Cannot make a temporary folder: " + e.getMessage());
    }
  }

  /** This one, emptied. */
  static WorkFolder emptied(Path path) {
    try {
      delete(path);
      return new WorkFolder(Files.createDirectories(path));
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.START_FAILED, "Cannot empty the folder " + path + ": " + e.getMessage());
    }
  }

  Path path() {
    return path;
  }

  /**
   * Makes it the place where libraries unpack what they need, instead of a folder all users share.
   */
  void useForTemporaryFiles() {
    System.setProperty("java.io.tmpdir", path.toString());
    System.setProperty("polyglot.engine.userResourceCache", path.resolve("polyglot").toString());
  }

  @Override
  public void close() {
    try {
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Symbolic links are removed, not followed. */
  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
