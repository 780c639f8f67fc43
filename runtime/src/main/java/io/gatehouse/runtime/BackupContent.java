package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of an instance goes into a backup, as it is now. Links are followed: what they lead to is
 * part of the instance, wherever it is.
 *
 * @param items in the order of their names, folders before what is in them
 * @param leftOut what is neither a file nor a folder, and links that lead nowhere
 */
record BackupContent(List<Item> items, List<String> leftOut) {

  BackupContent {
    items = List.copyOf(items);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * One file or folder.
   *
   * @param modified to the nanosecond, to tell whether it changed
   * @param identity what tells it from another file that takes its name
   */
  record Item(TarEntry entry, Path path, FileTime modified, String identity) {}

  /**
   * Looks at the folders of the instance.
   *
   * @throws IOException if one of them cannot be read, or links lead in a circle
   */
  static BackupContent of(Path base) throws IOException {
    Listing listing = new Listing(ownFolders(base));
    for (String folder : BackupFormat.FOLDERS) {
      Path path = base.resolve(folder);
      if (Files.isDirectory(path)) {
        listing.folder(folder, folder, path, new HashSet<>());
      }
    }
    return new BackupContent(listing.items, listing.leftOut);
  }

  /** Where the folders really are: one of them may lie in another, and is taken once. */
  static Set<Path> ownFolders(Path base) throws IOException {
    Set<Path> own = new HashSet<>();
    for (String folder : BackupFormat.FOLDERS) {
      if (Files.exists(base.resolve(folder))) {
        own.add(base.resolve(folder).toRealPath());
      }
    }
    return own;
  }

  /** How many of the items are files. */
  long files() {
    return items.stream().filter(item -> !item.entry().folder()).count();
  }

  private static final class Listing {

    private final Set<Path> own;
    private final List<Item> items = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    Listing(Set<Path> own) {
      this.own = own;
    }

    /**
     * Takes a folder with what is in it.
     *
     * @param top the folder of the instance that it is in
     * @param above the real folders on the way here
     */
    void folder(String top, String name, Path path, Set<Path> above) throws IOException {
      Path real = path.toRealPath();
      if (!above.add(real)) {
        throw new IOException("the link " + path + " leads back to a folder that it is in");
      }
      items.add(item(name, path, true));
      Set<Path> entries = new TreeSet<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
        stream.forEach(entries::add);
      }
      for (Path entry : entries) {
        String own = String.valueOf(entry.getFileName());
        if (!name.equals(top) || BackupFormat.holds(top, own)) {
          entry(top, name + "/" + own, entry, above);
        }
      }
      above.remove(real);
    }

    private void entry(String top, String name, Path path, Set<Path> above) throws IOException {
      if (Files.isDirectory(path)) {
        if (!own.contains(path.toRealPath())) {
          folder(top, name, path, above);
        }
      } else if (Files.isRegularFile(path)) {
        items.add(item(name, path, false));
      } else if (Files.isSymbolicLink(path) || Files.exists(path)) {
        leftOut.add(name);
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }

    private static Item item(String name, Path path, boolean folder) throws IOException {
      PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
      TarEntry entry =
          new TarEntry(
              name,
              folder,
              mode(attributes.permissions()),
              attributes.owner().getName(),
              attributes.group().getName(),
              attributes.lastModifiedTime().toInstant().getEpochSecond(),
              folder ? 0 : attributes.size());
      return new Item(
          entry, path, attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
    }

    private static int mode(Set<PosixFilePermission> permissions) {
      int mode = 0;
      for (PosixFilePermission permission : PosixFilePermission.values()) {
        mode = (mode << 1) | (permissions.contains(permission) ? 1 : 0);
      }
      return mode;
    }
  }
}
