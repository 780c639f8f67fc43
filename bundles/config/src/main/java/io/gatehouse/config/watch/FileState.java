package io.gatehouse.config.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a file stands, without reading it; changes whenever it is written or replaced. */
record FileState(long size, FileTime modified, String identity) {

  /** Of a regular file, or what a link leads to one of; empty where there is none. */
  static Optional<FileState> of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(
              new FileState(
                  attributes.size(),
                  attributes.lastModifiedTime(),
                  String.valueOf(attributes.fileKey())))
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** Whether it was last written that long ago; false where the clocks disagree. */
  boolean olderThan(Duration age, Instant now) {
    return modified.toInstant().isBefore(now.minus(age));
  }

  /** Of a file that is shown with a content that is kept, whatever lies in its place. */
  static FileState kept(Path content) {
    return new FileState(-1, FileTime.fromMillis(0), String.valueOf(content.getFileName()));
  }

  /** Without blanks, the same after a restart: size, seconds and nanoseconds. */
  String stamp() {
    Instant at = modified.toInstant();
    return size + "@" + at.getEpochSecond() + "." + at.getNano();
  }
}
