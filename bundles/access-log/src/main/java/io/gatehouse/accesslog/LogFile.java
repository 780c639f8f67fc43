package io.gatehouse.accesslog;

import io.gatehouse.api.definition.GatewaySettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file under a name, whichever that is: when somebody moves or deletes it, as logrotate does, a
 * new one is begun. It closes a file that is too large or too old itself. Used by one thread.
 */
final class LogFile implements AutoCloseable {

  private final Path path;
  private final GatewaySettings.Rotation rotation;
  private final InstantSource clock;
  private final ClosedFiles closed;
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private Instant since = Instant.MAX;
  private boolean begun;

  LogFile(Path path, GatewaySettings.Rotation rotation, InstantSource clock) {
    this.path = path;
    this.rotation = rotation;
    this.clock = clock;
    this.closed = new ClosedFiles(path, rotation.keep());
  }

  /** Writes the buffer; what could not be written stays in it. */
  void write(LineBuffer lines) throws IOException {
    lines.writeTo(opened());
  }

  /** Lets go of the file if it is not the one under the name any more. */
  void checkName() throws IOException {
    if (channel != null && !Objects.equals(key, keyOf(path))) {
      close();
    }
  }

  /** Whether it was time to close the file, so that the next write begins a new one. */
  boolean rotateIfDue() throws IOException {
    FileChannel open = channel;
    if (open == null || !isDue(open.size()) || !isOurOwn()) {
      return false;
    }
    closed.take(clock.instant());
    close();
    closed.deleteOldest();
    return true;
  }

  private boolean isDue(long size) {
    return size > 0
        && (size >= rotation.size().bytes()
            || !clock.instant().isBefore(since.plus(rotation.every())));
  }

  /** Not a device or a link, and not what somebody else has moved just now. */
  private boolean isOurOwn() throws IOException {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(key, keyOf(path));
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  private FileChannel opened() throws IOException {
    if (channel != null) {
      return channel;
    }
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // once: later it may be our own write that stopped there, and its rest follows
    boolean torn = !begun && isTorn();
    FileChannel fresh =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = fresh;
    key = keyOf(path);
    since = fresh.size() == 0 ? clock.instant() : made(path);
    begun = true;
    if (torn) {
      fresh.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    return fresh;
  }

  /** Whether the file ends within a line: the process that wrote it was killed. */
  private boolean isTorn() throws IOException {
    try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return reading.size() > 0
          && reading.read(last, reading.size() - 1) == 1
          && last.get(0) != '\n';
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** When the file was begun; where the disk does not know, when it was last written. */
  private static Instant made(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).creationTime().toInstant();
  }

  /** What tells this file from one that takes its name; nothing where there is none. */
  private static @Nullable Object keyOf(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Object inode = attributes.fileKey();
      return inode != null ? inode : attributes.creationTime();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
