package io.gatehouse.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What an archive looks like from outside: nothing of it is run here. */
sealed interface BundleArchive {

  /** An archive that the framework may have. */
  record Sound(String symbolicName, Version version) implements BundleArchive {}

  /**
   * An archive that it may not.
   *
   * @param header of the manifest that is at fault, empty where it is another part
   */
  record Unsound(String header, String problem, String remedy) implements BundleArchive {}

  /** The framework and the JVM open archives with more without complaint, and run out of memory. */
  int MAX_ENTRIES = 65_535;

  long MAX_EXPANDED = 1L << 30;

  Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  String BUILD_IT = "Build it with bnd: see the README of bundles/mediation-example";

  static BundleArchive inspect(Path archive) {
    try {
      if (Files.size(archive) == 0) {
        return new Unsound("", "is empty", "Copy it again");
      }
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        Optional<BundleArchive> unsound = inspectEntries(zip);
        return unsound.isPresent() ? unsound.get() : inspectManifest(zip);
      }
    } catch (IOException | IllegalArgumentException e) {
      return new Unsound(
          "",
          "is not a readable archive: " + e.getMessage(),
          "Copy it again: under another name first, and rename it when it is complete");
    }
  }

  private static Optional<BundleArchive> inspectEntries(ZipFile zip) throws IOException {
    if (zip.size() > MAX_ENTRIES) {
      return Optional.of(
          new Unsound("", "has " + zip.size() + " entries", "allowed: up to " + MAX_ENTRIES));
    }
    long expanded = 0;
    for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
      ZipEntry entry = entries.nextElement();
      if (leadsOutside(entry.getName())) {
        return Optional.of(outside(entry.getName()));
      }
      // read, because the size that is written in the archive may be a lie and the content damaged
      try (InputStream content = zip.getInputStream(entry)) {
        expanded += drain(content, MAX_EXPANDED - expanded);
      }
      if (expanded <= MAX_EXPANDED && entry.getName().endsWith(".jar")) {
        NestedJar.Look look = NestedJar.look(zip, entry, MAX_EXPANDED - expanded);
        if (look.outside().isPresent()) {
          return Optional.of(outside(entry.getName() + "!/" + look.outside().get()));
        }
        expanded += look.expanded();
      }
      if (expanded > MAX_EXPANDED) {
        return Optional.of(
            new Unsound(
                "",
                "expands to more than " + (MAX_EXPANDED >> 20) + " MiB",
                "Do not use this file, or leave out what is not needed"));
      }
    }
    return Optional.empty();
  }

  private static Unsound outside(String entry) {
    return new Unsound(
        "",
        "has an entry that would lie outside of it: " + printable(entry),
        "Do not use this file: it is made to overwrite others");
  }

  static long drain(InputStream content, long budget) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long total = 0;
    for (int n = content.read(buffer); n >= 0 && total <= budget; n = content.read(buffer)) {
      total += n;
    }
    if (total <= budget) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return total;
  }

  static boolean leadsOutside(String name) {
    String path = name.replace('\\', '/');
    return path.startsWith("/")
        || path.indexOf('\0') >= 0
        || path.matches("(?s)[A-Za-z]:.*")
        || ("/" + path + "/").contains("/../");
  }

  private static BundleArchive inspectManifest(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
    if (entry == null) {
      return new Unsound("", "is not a bundle: it has no " + JarFile.MANIFEST_NAME, BUILD_IT);
    }
    Attributes headers;
    try (InputStream content = zip.getInputStream(entry)) {
      headers = new Manifest(content).getMainAttributes();
    } catch (IOException e) {
      return new Unsound(
          "", "is not a bundle: " + JarFile.MANIFEST_NAME + ": " + e.getMessage(), BUILD_IT);
    }
    return inspectHeaders(headers);
  }

  private static BundleArchive inspectHeaders(Attributes headers) {
    String written = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (written == null) {
      return new Unsound(
          Constants.BUNDLE_SYMBOLICNAME,
          "is a plain jar, not a bundle: the header is missing from its manifest",
          BUILD_IT);
    }
    String symbolicName = written.split(";", 2)[0].strip();
    if (!SYMBOLIC_NAME.matcher(symbolicName).matches()) {
      return new Unsound(
          Constants.BUNDLE_SYMBOLICNAME,
          "'" + printable(symbolicName) + "' is not a symbolic name",
          "Write letters, digits, '_' and '-', in parts separated by '.'");
    }
    String manifestVersion = headers.getValue(Constants.BUNDLE_MANIFESTVERSION);
    if (!"2".equals(manifestVersion == null ? null : manifestVersion.strip())) {
      return new Unsound(
          Constants.BUNDLE_MANIFESTVERSION,
          manifestVersion == null
              ? "is missing from the manifest"
              : "'" + printable(manifestVersion) + "' is not supported",
          "Write 2");
    }
    String host = headers.getValue(Constants.FRAGMENT_HOST);
    if (host != null) {
      return new Unsound(
          Constants.FRAGMENT_HOST,
          "is a fragment of " + printable(host) + ": fragments cannot be deployed while it runs",
          "Put its content into a bundle of its own, or into its host");
    }
    return inspectVersion(symbolicName, headers.getValue(Constants.BUNDLE_VERSION));
  }

  private static BundleArchive inspectVersion(
      String symbolicName, @org.jspecify.annotations.Nullable String written) {
    try {
      return new Sound(symbolicName, Version.parseVersion(written));
    } catch (IllegalArgumentException e) {
      return new Unsound(
          Constants.BUNDLE_VERSION,
          "'" + printable(String.valueOf(written)) + "' is not a version",
          "Write one such as 1.2.3 or 1.2.3.beta-1");
    }
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
