package io.gatehouse.deployer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** A jar inside a bundle, as on its class path. */
final class NestedJar {

  private NestedJar() {}

  /**
   * What was seen of one.
   *
   * @param expanded how many bytes its content has, or more than was allowed
   * @param outside an entry that would lie outside of it
   */
  record Look(long expanded, Optional<String> outside) {}

  /** Looks into it until there is more than this. One that cannot be read expands to nothing. */
  static Look look(ZipFile bundle, ZipEntry jar, long most) throws IOException {
    long expanded = 0;
    try (InputStream content = bundle.getInputStream(jar);
        ZipInputStream entries = new ZipInputStream(content)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (BundleArchive.leadsOutside(entry.getName())) {
          return new Look(expanded, Optional.of(entry.getName()));
        }
        expanded += BundleArchive.drain(entries, most - expanded);
        if (expanded > most) {
          break; // to go on would be to read the rest of it
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException unreadable) {
      return new Look(expanded, Optional.empty());
    }
    return new Look(expanded, Optional.empty());
  }
}
