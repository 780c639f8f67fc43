package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the demo prints and what the README promises are the same requests. */
class DemoTextsTest {

  private static final Path DEMO = Path.of("../distribution/src/main/dist/demo");

  @Test
  void theConsoleShowsRequestsOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    int start = readme.indexOf("```sh demo\n");
    String block = readme.substring(start, readme.indexOf("\n```", start + 3));
    List<String> shown =
        Files.readString(DEMO.resolve("WELCOME.txt"))
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("curl"))
            .toList();
    assertThat(shown).isNotEmpty().allSatisfy(line -> assertThat(block.lines()).contains(line));
  }

  @Test
  void theKeyOfTheDemoIsTheOneThatTheTextsSay() throws IOException {
    assertThat(Files.readString(DEMO.resolve("etc/consumers.yaml")))
        .contains(new ApiKey("demo-key").hash());
  }

  @Test
  void theFilesToEditAreThere() throws IOException {
    assertThat(
            Files.readString(DEMO.resolve("WELCOME.txt"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("${demo}/"))
                .map(line -> line.substring("${demo}/".length()).split(" ", 2)[0]))
        .hasSize(2)
        .allSatisfy(file -> assertThat(DEMO.resolve(file)).exists());
  }
}
