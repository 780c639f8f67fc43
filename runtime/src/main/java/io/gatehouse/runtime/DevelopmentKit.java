package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What bundles are compiled and tested against, as a Maven repository in a folder: a project that
 * carries it builds anywhere, whatever installation it is meant for.
 */
final class DevelopmentKit {

  private static final String GROUP = "io.gatehouse";

  /** Artifacts with the folders of the installation that hold them and what they need. */
  private enum Artifact {
    API("gatehouse-api", "system/20", ""),
    CAMEL(
        "gatehouse-camel",
        "system/20",
        dependency(GROUP, "gatehouse-api", "gatehouse")
            + dependency("org.apache.camel", "camel-core", "camel")),
    TEST_SUPPORT(
        "gatehouse-test-support",
        "dev",
        dependency(GROUP, "gatehouse-api", "gatehouse")
            + dependency("org.junit.jupiter", "junit-jupiter-api", "junit")
            + dependency("org.assertj", "assertj-core", "assertj"));

    private final String id;
    private final String folder;
    private final String dependencies;

    Artifact(String id, String folder, String dependencies) {
      this.id = id;
      this.folder = folder;
      this.dependencies = dependencies;
    }

    private static String dependency(String group, String id, String version) {
      return """
          <dependency>
            <groupId>%s</groupId>
            <artifactId>%s</artifactId>
            <version>{{%s}}</version>
          </dependency>
      """
          .formatted(group, id, version);
    }
  }

  private final Map<Artifact, Path> jars;
  private final Map<String, String> versions;

  private DevelopmentKit(Map<Artifact, Path> jars, Map<String, String> versions) {
    this.jars = jars;
    this.versions = versions;
  }

  /**
   * Finds the jars of an installation.
   *
   * @throws CommandFailedException if one is missing
   */
  static DevelopmentKit of(Path home, Map<String, String> versions) throws IOException {
    Map<Artifact, Path> jars = new LinkedHashMap<>();
    for (Artifact artifact : Artifact.values()) {
      jars.put(artifact, jar(home.resolve(artifact.folder), artifact.id));
    }
    return new DevelopmentKit(jars, versions);
  }

  private static Path jar(Path folder, String id) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, id + "-*.jar")) {
        for (Path jar : found) {
          return jar;
        }
      }
    }
    throw new CommandFailedException(
        ExitCode.FAILED,
        "This installation is not complete: " + folder + " has no " + id + ". Unpack it again.");
  }

  void copyTo(Path repository) {
    try {
      copy(repository);
    } catch (IOException e) {
      throw Template.cannotWrite(repository, e);
    }
  }

  private void copy(Path repository) throws IOException {
    String version = Objects.requireNonNull(versions.get("gatehouse"));
    for (Map.Entry<Artifact, Path> jar : jars.entrySet()) {
      String id = jar.getKey().id;
      Path folder = repository.resolve(GROUP.replace('.', '/')).resolve(id).resolve(version);
      Files.createDirectories(folder);
      String file = id + '-' + version;
      Files.copy(
          jar.getValue(), folder.resolve(file + ".jar"), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(
          folder.resolve(file + ".pom"), pom(jar.getKey(), version), StandardCharsets.UTF_8);
    }
  }

  private String pom(Artifact artifact, String version) {
    String text =
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
          <dependencies>
        %s  </dependencies>
        </project>
        """
            .formatted(GROUP, artifact.id, version, artifact.dependencies);
    return Template.filled(text, versions);
  }
}
