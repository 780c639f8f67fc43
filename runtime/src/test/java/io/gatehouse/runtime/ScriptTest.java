package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/gatehouse} with Javas that only say how they were called. */
class ScriptTest {

  private static final Path SCRIPT = Path.of("../distribution/src/main/dist/bin/gatehouse");

  @TempDir Path folder;

  private Path home;

  @BeforeEach
  void install() throws IOException {
    home = folder.resolve("home");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("polyglot"));
    Files.copy(SCRIPT, home.resolve("bin/gatehouse"));
    Files.setPosixFilePermissions(
        home.resolve("bin/gatehouse"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ended(int code, String output) {}

  private Path java(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path program = jdk.resolve("bin/java");
    Files.writeString(program, "#!/bin/sh\necho " + name + "\nfor a; do echo \"$a\"; done\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return jdk;
  }

  private Ended run(Path script, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "GATEHOUSE_JAVA"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private Ended run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    return run(home.resolve("bin/gatehouse"), environment, args);
  }

  @Test
  void prefersTheJavaItIsTold() throws Exception {
    Path told = java("told", "25.0.1");
    Path other = java("other", "25.0.2");
    Ended ended =
        run(Map.of("GATEHOUSE_JAVA", told.toString(), "JAVA_HOME", other.toString()), "version");
    assertThat(ended.output()).startsWith("told\n");
  }

  @Test
  void takesAProgramAsWellAsAFolder() throws Exception {
    Path told = java("told", "25.0.1");
    Ended ended = run(Map.of("GATEHOUSE_JAVA", told.resolve("bin/java").toString()), "version");
    assertThat(ended.output()).startsWith("told\n");
  }

  @Test
  void saysWhatIsWrongWithTheJavaItIsTold() throws Exception {
    Path old = java("old", "21.0.4");
    Ended ended = run(Map.of("GATEHOUSE_JAVA", old.toString()), "version");
    assertThat(ended.code()).isEqualTo(ExitCode.START_FAILED);
    assertThat(ended.output()).contains("is not a Java 25").contains("is Java 21");
  }

  @Test
  void passesOverAJavaHomeThatIsTooOld() throws Exception {
    Path bundled = java("bundled", "25");
    Files.createSymbolicLink(home.resolve("jre"), bundled);
    Path old = java("old", "17.0.15");
    assertThat(run(Map.of("JAVA_HOME", old.toString()), "version").output())
        .startsWith("bundled\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "demo", "check"})
  void startsTheScriptEngineForWhatNeedsIt(String command) throws Exception {
    Path java = java("java", "25");
    Ended ended = run(Map.of("GATEHOUSE_JAVA", java.toString()), "--base", "x y", command, "a b");
    assertThat(ended.output())
        .contains("--upgrade-module-path=" + home.toRealPath().resolve("polyglot"))
        .contains("-XX:+EnableJVMCI")
        .endsWith("io.gatehouse.runtime.Main\n--base\nx y\n" + command + "\na b\n");
  }

  @Test
  void startsTheScriptEngineForTheCasesOfScripts() throws Exception {
    Path java = java("java", "25");
    Ended ended = run(Map.of("GATEHOUSE_JAVA", java.toString()), "policy", "-b", "x y", "test");
    assertThat(ended.output())
        .contains("-XX:+EnableJVMCI")
        .endsWith("io.gatehouse.runtime.Main\npolicy\n-b\nx y\ntest\n");
    Ended spared = run(Map.of("GATEHOUSE_JAVA", java.toString()), "policy", "new", "test");
    assertThat(spared.output()).doesNotContain("JVMCI");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "stop", "start", "key", "help", "version", "stauts"})
  void sparesTheOthersItsCost(String command) throws Exception {
    Path java = java("java", "25");
    Ended ended = run(Map.of("GATEHOUSE_JAVA", java.toString()), "--base", "run", command);
    assertThat(ended.output())
        .doesNotContain("JVMCI")
        .endsWith("io.gatehouse.runtime.Main\n--base\nrun\n" + command + "\n");
  }

  @Test
  void findsItsHomeThroughASymbolicLink() throws Exception {
    Path java = java("java", "25");
    Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("bin/gatehouse"));
    assertThat(run(link, Map.of("GATEHOUSE_JAVA", java.toString()), "version").output())
        .contains("-Dgatehouse.home=" + home.toRealPath() + "\n");
  }

  @Test
  void addsTheOperatorsOptions() throws Exception {
    Path java = java("java", "25");
    Ended ended =
        run(
            Map.of("GATEHOUSE_JAVA", java.toString(), "GATEHOUSE_JAVA_OPTS", "-Xmx1g -Dx=y"),
            "run");
    assertThat(ended.output()).contains("\n-Xmx1g\n-Dx=y\n");
  }
}
