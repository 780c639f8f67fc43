package io.gatehouse.config.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files make a revision. Secrets and keys do not: they are read where they are, and copied
 * nowhere.
 */
public final class RevisionPart {

  private static final List<String> FOLDERS =
      List.of("apis", "deploy", "etc", "policies", "policies/lib");

  private static final Pattern NAME =
      Pattern.compile(
          "apis/[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.(?:ya?ml|json)"
              + "|policies/(?:lib/)?[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.m?js"
              + "|deploy/[^./\\p{Cntrl}][^/\\p{Cntrl}]*\\.(?:jar|ya?ml|xml)"
              + "|etc/(?:gatehouse|consumers)\\.(?:ya?ml|json)",
          Pattern.CASE_INSENSITIVE);

  /** No text that is read has more. */
  private static final long LARGEST_TEXT = 4 << 20;

  private RevisionPart() {}

  /** Whether a copy of it is worth its while: what is larger is refused unread, but for jars. */
  static boolean isSmallEnough(Path file) {
    try {
      return file.toString().toLowerCase(Locale.ROOT).endsWith(".jar")
          || Files.size(file) <= LARGEST_TEXT;
    } catch (IOException gone) {
      return true;
    }
  }

  /**
   * Whether a file is one.
   *
   * @param name of the file, relative to the installation, with slashes
   */
  static boolean is(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a file of an installation is one. */
  public static boolean is(Path base, Path file) {
    return is(name(base, file));
  }

  /**
   * Those that lie in the folders now, by name.
   *
   * @throws IOException where a folder cannot be listed, which does not mean its files are gone
   */
  public static SortedMap<String, Path> in(Path base) throws IOException {
    SortedMap<String, Path> parts = new TreeMap<>();
    for (String folder : FOLDERS) {
      if (!Files.isDirectory(base.resolve(folder))) {
        continue;
      }
      try (Stream<Path> files = Files.list(base.resolve(folder))) {
        for (Path file : files.toList()) {
          String name = name(base, file);
          if (is(name) && Files.isRegularFile(file)) {
            parts.put(name, file);
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return parts;
  }

  /** As operators and revisions name it; empty where it is not of the installation. */
  static String name(Path base, Path file) {
    Path absolute = base.resolve(file).normalize();
    return absolute.startsWith(base) ? base.relativize(absolute).toString().replace('\\', '/') : "";
  }
}
