package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BundleCommandTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @BeforeEach
  void installation() throws IOException {
    for (String jar :
        List.of(
            "system/20/gatehouse-api-1.jar",
            "system/20/gatehouse-camel-1.jar",
            "dev/gatehouse-test-support-1.jar")) {
      Path file = folder.resolve("home").resolve(jar);
      Files.createDirectories(file.getParent());
      Files.writeString(file, jar);
    }
  }

  private int create(String... words) {
    CommandLine command =
        CommandLineTool.create(new Surroundings(folder.resolve("home"), Map.of()));
    command.setErr(new PrintWriter(err, true));
    command.setOut(new PrintWriter(new StringWriter()));
    return command.execute(
        Stream.concat(Stream.of("bundle", "new"), Stream.of(words)).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "mediation"})
  void leavesNoMarkUnfilled(String kind) throws IOException {
    Path project = folder.resolve("project");

    assertThat(create("price-tag", "--kind", kind, "--in", project.toString())).isZero();

    try (Stream<Path> files = Files.walk(project)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.toString()).doesNotContain("{{");
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("{{", "${project.v");
      }
    }
    assertThat(project.resolve("src/main/java/com/example/pricetag/PriceTagConfig.java")).exists();
    try (Stream<Path> files = Files.walk(project.resolve("repository"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".jar"))).hasSize(3);
    }
  }

  @Test
  void overwritesNothing() throws IOException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Path readme = project.resolve("README.md");
    Files.writeString(readme, "mine");

    assertThat(create("price-tag", "--in", project.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("README.md exists already");
    try (Stream<Path> files = Files.list(project)) {
      assertThat(files).containsExactly(readme);
    }
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("price-tag"), "mine");

    assertThat(create("price-tag", "--in", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("Cannot write to " + file).contains("in the way");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void refusesWhatIsNoPackage() {
    assertThat(create("price-tag", "--package", "com.1a", "--in", folder.resolve("p").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("com.1a").contains("com.example.pricetag");
  }

  @Test
  void saysWhatAnInstallationLacks() throws IOException {
    Files.delete(folder.resolve("home/dev/gatehouse-test-support-1.jar"));

    assertThat(create("price-tag", "--in", folder.resolve("p").toString())).isEqualTo(1);

    assertThat(err.toString()).contains("gatehouse-test-support").contains("Unpack it again");
    assertThat(folder.resolve("p")).doesNotExist();
  }
}
