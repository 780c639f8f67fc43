package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives restored files to whom they belonged or, where this machine does not know the name, to whom
 * the folder belongs that they come into. Only root can; whoever else restores owns the files.
 */
final class FileOwners {

  private final boolean root;
  private final UserPrincipalLookupService names;

  private FileOwners(boolean root, UserPrincipalLookupService names) {
    this.root = root;
    this.names = names;
  }

  static FileOwners ofProcess(Path base) {
    return new FileOwners(
        "root".equals(System.getProperty("user.name")),
        base.getFileSystem().getUserPrincipalLookupService());
  }

  /** Gives the file mode, owner and group as the entry says. */
  void apply(TarEntry entry, Path file, Path folder) throws IOException {
    if (root) {
      give(file, entry.owner(), entry.group(), attributes(folder));
    }
    // behind the owner: a change of that may take bits away
    Files.setPosixFilePermissions(file, permissions(entry.mode()));
  }

  /** Gives what this process has made to whom the folder belongs. */
  void likeFolder(Path file, Path folder) throws IOException {
    if (root && Files.exists(file)) {
      give(file, "", "", attributes(folder));
    }
  }

  private void give(Path file, String owner, String group, PosixFileAttributes otherwise)
      throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    view.setOwner(user(owner, otherwise.owner()));
    view.setGroup(group(group, otherwise.group()));
  }

  private UserPrincipal user(String name, UserPrincipal otherwise) throws IOException {
    try {
      return isNumber(name) ? otherwise : names.lookupPrincipalByName(name);
    } catch (UserPrincipalNotFoundException unknown) {
      return otherwise;
    }
  }

  private GroupPrincipal group(String name, GroupPrincipal otherwise) throws IOException {
    try {
      return isNumber(name) ? otherwise : names.lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException unknown) {
      return otherwise;
    }
  }

  /** Java names users without a name by their number, and so looks them up. */
  private static boolean isNumber(String name) {
    return name.isEmpty() || name.chars().allMatch(Character::isDigit);
  }

  private static PosixFileAttributes attributes(Path folder) throws IOException {
    return Files.getFileAttributeView(folder, PosixFileAttributeView.class, new LinkOption[0])
        .readAttributes();
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (1 << (all.length - 1 - bit))) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }
}
