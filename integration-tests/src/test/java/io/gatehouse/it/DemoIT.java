package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo keeps what the README and its own welcome promise, to the letter. */
class DemoIT {

  /** The demo's own: it shows addresses to type. */
  private static final List<Integer> PORTS = List.of(8080, 8443, 9080);

  private static GatehouseInstance demo;

  @BeforeAll
  static void start() throws IOException {
    for (int port : PORTS) {
      assumeTrue(isFree(port), "port " + port + " is taken on this machine");
    }
    demo = GatehouseInstance.ofNothing("demo");
    demo.launch("demo");
    demo.awaitReady();
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A line to type and what comes of it. */
  record Line(String command, String answer) {}

  static List<Line> linesOfTheReadme() throws IOException {
    Path readme = Distribution.ofThisBuild().target().resolve("../../README.md");
    List<Line> lines = new ArrayList<>();
    String command = "";
    for (String line : Files.readAllLines(readme)) {
      if (line.startsWith("curl ")) {
        command = line;
      } else if (line.startsWith("# => ")) {
        lines.add(new Line(command, line.substring(5)));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("linesOfTheReadme")
  void answersAsTheReadmeSays(Line line) throws Exception {
    assertThat(shell(line.command()).strip()).isEqualTo(line.answer());
  }

  @Test
  void everyLineOfItsWelcomeWorks() throws Exception {
    Awaiting.until("it says what to try", () -> demo.console().contains("curl "));
    List<String> commands =
        demo.console().lines().map(String::strip).filter(l -> l.startsWith("curl ")).toList();

    assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
    for (String command : commands) {
      assertThat(shell(command).strip()).as(command).isNotEmpty();
    }
  }

  @Test
  void theFilesThatItNamesChangeWhatItAnswers() throws Exception {
    Awaiting.until("it says what to edit", () -> demo.console().contains("policies/greeting.js"));
    String script = demo.read("policies/greeting.js");
    assertThat(script).contains("Hello");

    String before = greetingVersion();
    demo.drop("policies/greeting.js", script.replace("Hello", "Good day"));

    // asked for only when the change is there: the API that shows it has a rate limit
    Awaiting.until("the change is taken", () -> !greetingVersion().equals(before));
    String line =
        linesOfTheReadme().stream()
            .filter(each -> each.answer().startsWith("Hello"))
            .findFirst()
            .orElseThrow()
            .command();
    assertThat(shell(line)).contains("Good day");
    String changed = greetingVersion();
    demo.drop("policies/greeting.js", script);
    Awaiting.until("and the change back", () -> !greetingVersion().equals(changed));
    assertThat(shell(line)).contains("Hello");
  }

  private static String greetingVersion() {
    return demo.status().ofSource("policies/greeting.js").toString();
  }

  private static String shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(command).isZero();
    return output;
  }
}
