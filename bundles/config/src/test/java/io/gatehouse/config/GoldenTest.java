package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ApiReader;
import io.gatehouse.config.document.ConsumersReader;
import io.gatehouse.config.document.GatewayReader;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistaken documents and everything that is to be said of them. After a change of the messages, run
 * with {@code -Dgolden=write} and read the difference.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path BASE = GOLDEN.resolve("base").toAbsolutePath();

  private final RecordBinder binder = new RecordBinder();
  private final DocumentReader documents =
      new DocumentReader(
          new References(BASE, Map.of("API_NAME", "orders", "VERSION", "1", "TIMEOUT", "soon")));

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN, 2)) {
      return files
          .filter(file -> file.toString().matches(".*/(api|gateway|consumers)/.*\\.(yaml|json)"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void tellsEverythingThatIsWrong(Path file) throws IOException {
    String found =
        findings(file).stream().map(Finding::toString).collect(Collectors.joining("\n", "", "\n"));
    Path golden =
        file.resolveSibling(file.getFileName().toString().replaceAll("\\.[a-z]+$", ".findings"));
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, found);
    }
    assertThat(found).isEqualTo(Files.readString(golden));
  }

  @Test
  void showsNoSecret() throws IOException {
    for (Path file : documents().toList()) {
      assertThat(findings(file).toString()).doesNotContain("hunter2", "plain-key");
    }
  }

  private List<Finding> findings(Path file) {
    Document document = documents.read(file, String.valueOf(file.getFileName()));
    return switch (file.getName(file.getNameCount() - 2).toString()) {
      case "api" -> new ApiReader(binder, BASE).read(document).findings();
      case "gateway" -> new GatewayReader(binder, BASE).read(document).findings();
      default -> new ConsumersReader(binder).read(document).findings();
    };
  }
}
