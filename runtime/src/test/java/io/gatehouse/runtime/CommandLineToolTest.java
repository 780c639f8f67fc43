package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineToolTest {

  @TempDir Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(Map<String, String> environment, String... args) {
    CommandLine command = CommandLineTool.create(new Surroundings(home, environment));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  private int execute(String... args) {
    return execute(Map.of(), args);
  }

  @ParameterizedTest
  @CsvSource({
    "stauts, status",
    "satrt, start",
    "stpo, stop",
    "chekc, check",
    "rnu, run",
    "dmeo, demo",
    "keys, key",
    "versoin, version"
  })
  void namesTheNearestCommand(String written, String meant) {
    assertThat(execute(written)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("There is no command '" + written + "'.")
        .contains("Did you mean '" + meant + "'?");
  }

  @Test
  void suggestsNothingForAWordLikeNone() {
    assertThat(execute("xylophone")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("There is no command").doesNotContain("Did you mean");
  }

  @Test
  void namesTheNearestOption() {
    assertThat(execute("status", "--jsno")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--jsno").contains("Did you mean '--json'?");
  }

  @Test
  void showsTheCommandsWhereNoneIsGiven() {
    assertThat(execute()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("status", "check", "demo");
  }

  @Test
  void helps() {
    assertThat(execute("help", "check")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: gatehouse check", "DIR");
  }

  @Test
  void saysThatNothingRuns() {
    assertThat(execute("status")).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(execute("stop")).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(err.toString()).contains("No gateway runs on " + home);
  }

  @Test
  void takesTheBaseFromTheOptionBeforeTheEnvironment() {
    Map<String, String> environment = Map.of("GATEHOUSE_BASE", home.resolve("env").toString());
    execute(environment, "status");
    assertThat(err.toString()).contains("No gateway runs on " + home.resolve("env"));
    execute(environment, "--base", home.resolve("option").toString(), "status");
    assertThat(err.toString()).contains("No gateway runs on " + home.resolve("option"));
    execute(environment, "status", "--base", home.resolve("after").toString());
    assertThat(err.toString()).contains("No gateway runs on " + home.resolve("after"));
  }

  @Test
  void checkRefusesWhatIsNoFolder() throws Exception {
    Path file = Files.writeString(home.resolve("orders.yaml"), "api: orders");
    assertThat(execute("check", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(execute("check", home.resolve("none").toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("orders.yaml is a file").contains("none does not exist");
  }

  @Test
  void makesAKeyWhoseHashItAlsoTells() {
    assertThat(execute("key", "new")).isEqualTo(ExitCode.OK);
    String key =
        out.toString().lines().findFirst().orElseThrow().substring("key:".length()).strip();
    String made = out.toString();
    assertThat(execute("key", "hash", key)).isEqualTo(ExitCode.OK);
    String hash = out.toString().substring(made.length()).strip();
    assertThat(made).contains("hash:  " + hash);
  }

  @Test
  void tellsItsVersion() {
    assertThat(execute("version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("Gatehouse " + Versions.ofBuild().gatehouse());
  }
}
