package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that one gateway at a time runs on a folder, and lets others see whether one does. The
 * lock is the operating system's: it is gone with the process, however that ended, so a PID file
 * that was left behind deceives nobody.
 */
final class InstanceLock implements AutoCloseable {

  /** Whoever only looks holds the lock for a moment; that must not look like a second gateway. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Instance instance;
  private final FileChannel channel;

  private InstanceLock(Instance instance, FileChannel channel) {
    this.instance = instance;
    this.channel = channel;
  }

  /**
   * Takes the folder for this process and writes the PID file.
   *
   * @throws CommandFailedException if another gateway has it or {@code data/} cannot be written
   */
  static InstanceLock take(Instance instance) {
    prepareFolder(instance.data());
    prepareFolder(instance.log());
    try {
      FileChannel channel = open(instance);
      if (!lockWithPatience(channel)) {
        channel.close();
        throw new CommandFailedException(
            ExitCode.ALREADY_RUNNING,
            "A gateway runs on "
                + instance.base()
                + " already"
                + readPid(instance).map(pid -> " (process " + pid + ")").orElse("")
                + ". Stop it with 'gatehouse stop', or give this one a folder of its own with"
                + " --base.");
      }
      deleteRuntimeFiles(instance);
      Files.writeString(instance.pidFile(), ProcessHandle.current().pid() + "\n");
      return new InstanceLock(instance, channel);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.START_FAILED, "Cannot write in " + instance.data() + ": " + reason(e));
    }
  }

  /** The process that runs on the folder, if one does. */
  static Optional<Long> holder(Instance instance) {
    if (!Files.exists(instance.lockFile())) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(instance.lockFile(), StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock != null ? Optional.empty() : readPid(instance);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED, "Cannot read " + instance.lockFile() + ": " + reason(e));
    }
  }

  private static FileChannel open(Instance instance) throws IOException {
    return FileChannel.open(
        instance.lockFile(),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static boolean lockWithPatience(FileChannel channel) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (lock(channel) == null) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void prepareFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.START_FAILED,
          "Cannot make the folder "
              + folder
              + ": "
              + reason(e)
              + ". The gateway keeps its working files there: give this user the right to write, or"
              + " choose another folder with --base.");
    }
    if (!Files.isWritable(folder)) {
      throw new CommandFailedException(
          ExitCode.START_FAILED,
          "Cannot write in "
              + folder
              + " as user "
              + System.getProperty("user.name")
              + ". Give this user the right to write, or choose another folder with --base.");
    }
  }

  private static void deleteRuntimeFiles(Instance instance) throws IOException {
    for (Path file : instance.runtimeFiles()) {
      Files.deleteIfExists(file);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }

  private static Optional<Long> readPid(Instance instance) {
    try {
      return Optional.of(Long.parseLong(Files.readString(instance.pidFile()).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Removes what says that a gateway runs here, then lets the folder go. */
  @Override
  public void close() {
    try (channel) {
      deleteRuntimeFiles(instance);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED, "Cannot tidy up in " + instance.data() + ": " + reason(e));
    }
  }
}
