package io.gatehouse.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product as it is shipped, unpacked.
 *
 * @param home of the installation: {@code bin lib system}
 * @param target where tests and proofs may write
 */
public record Distribution(Path home, Path target) {

  private static final String HOME = "gatehouse.distribution";
  private static final String TARGET = "gatehouse.it.target";

  /**
   * The one that this build has made, as the system properties {@value #HOME} and {@value #TARGET}
   * say.
   */
  public static Distribution ofThisBuild() {
    Path home = required(HOME);
    if (!Files.isExecutable(home.resolve("bin/gatehouse"))) {
      throw new IllegalStateException(
          HOME + ": " + home + " (expected: the unpacked distribution; build it first)");
    }
    return new Distribution(home, required(TARGET));
  }

  private static Path required(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException("system property " + property + " is missing");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  public Path script() {
    return home.resolve("bin/gatehouse");
  }

  /** The bundles of the installation, in the order of their start levels. */
  public List<Path> systemBundles() {
    try (Stream<Path> files = Files.walk(home.resolve("system"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one bundle of the installation whose file name begins so. */
  public Path systemBundle(String prefix) {
    List<Path> found =
        systemBundles().stream()
            .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(prefix + ": " + found + " (expected: one bundle)");
    }
    return found.getFirst();
  }

  /** A new, empty folder under {@link #target}. */
  public Path freshFolder(String name) {
    try {
      Path parent = Files.createDirectories(target.resolve("instances"));
      return Files.createTempDirectory(parent, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
