package io.gatehouse.runtime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * A backup, unpacked beside what it is to replace: in each folder of the instance under {@link
 * BackupFormat#ASIDE}, so that bringing it into place moves files within one file system.
 *
 * @param targets the folders of the instance, by their names, where they really are
 */
record UnpackedBackup(BackupFormat format, Map<String, Path> targets, int files) {

  /** Room that is left for the gateway itself. */
  private static final long SPARE_BYTES = 64L * 1024 * 1024;

  UnpackedBackup {
    targets = Map.copyOf(targets);
  }

  /** What comes into the folder. */
  static Path coming(Path target) {
    return target.resolve(BackupFormat.ASIDE).resolve("new");
  }

  /** What was in the folder. */
  static Path going(Path target) {
    return target.resolve(BackupFormat.ASIDE).resolve("old");
  }

  /**
   * Unpacks to the end, checking everything.
   *
   * @param made those of the targets that were not there before: they get the mode that they had
   * @throws IOException with what is wrong with the backup, or if it cannot be written
   */
  static UnpackedBackup of(
      Path backup, Map<String, Path> targets, Set<Path> made, FileOwners owners)
      throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(backup), 64 * 1024);
        InputStream in = new GZIPInputStream(file, 64 * 1024)) {
      TarReader tar = new TarReader(in);
      BackupFormat format = format(tar);
      Unpacking unpacking = new Unpacking(targets, made, owners);
      Optional<TarEntry> next = tar.next();
      while (next.isPresent()) {
        unpacking.take(next.get(), tar.content());
        next = tar.next();
      }
      unpacking.finish();
      return new UnpackedBackup(format, targets, unpacking.files);
    }
  }

  private static BackupFormat format(TarReader tar) throws IOException {
    TarEntry label =
        tar.next().orElseThrow(() -> new IOException("it is empty, so it is no backup"));
    if (!label.name().equals(BackupFormat.LABEL)
        || label.folder()
        || label.size() > BackupFormat.LARGEST_LABEL) {
      throw new IOException(
          "its first entry is '"
              + label.name()
              + "' (expected: "
              + BackupFormat.LABEL
              + "), so it is no backup of Gatehouse");
    }
    String text = new String(tar.content().readAllBytes(), StandardCharsets.UTF_8);
    return BackupFormat.read(text, Versions.ofBuild().gatehouse());
  }

  private static final class Unpacking {

    private final Map<String, Path> targets;
    private final Set<Path> made;
    private final FileOwners owners;
    private final Set<String> names = new HashSet<>();
    private final Map<TarEntry, Path> folders = new HashMap<>();
    private int files;

    Unpacking(Map<String, Path> targets, Set<Path> made, FileOwners owners) {
      this.targets = targets;
      this.made = made;
      this.owners = owners;
    }

    void take(TarEntry entry, InputStream content) throws IOException {
      String top = BackupFormat.folderOf(entry.name());
      Path target = targets.get(top);
      if (target == null) {
        throw new IllegalStateException("no target for " + top);
      }
      if (!names.add(entry.name())) {
        throw new IOException("the entry '" + entry.name() + "' is there twice");
      }
      if (entry.name().equals(top)) {
        if (!entry.folder()) {
          throw new IOException("the entry '" + top + "' is not a folder");
        }
        if (made.contains(target)) {
          folders.put(entry, target);
        }
        return;
      }
      Path at = coming(target).resolve(entry.name().substring(top.length() + 1));
      if (!Files.isDirectory(parent(at))) {
        throw new IOException("the entry '" + entry.name() + "' is in a folder that is not there");
      }
      if (entry.folder()) {
        Files.createDirectory(at);
        folders.put(entry, at);
      } else {
        file(entry, content, at);
        owners.apply(entry, at, target);
        files++;
      }
    }

    private static void file(TarEntry entry, InputStream content, Path at) throws IOException {
      // not Files.getFileStore: that finds none where the root is no mount point
      long room = parent(at).toFile().getUsableSpace() - SPARE_BYTES;
      if (entry.size() > room) {
        throw new IOException(
            "there is no room for '" + entry.name() + "' (" + entry.size() + " bytes)");
      }
      Files.copy(content, at);
      Files.setLastModifiedTime(at, FileTime.from(entry.modified(), TimeUnit.SECONDS));
    }

    /** Modes of folders come last: one that may not be written could not be filled. */
    void finish() throws IOException {
      for (Map.Entry<TarEntry, Path> folder : folders.entrySet()) {
        owners.apply(folder.getKey(), folder.getValue(), parent(folder.getValue()));
      }
    }

    /** Everything here is in a folder. */
    private static Path parent(Path path) {
      return Objects.requireNonNull(path.getParent());
    }
  }
}
