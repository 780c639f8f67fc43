package io.gatehouse.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {

  private static final Duration AT_MOST = Duration.ofSeconds(10);

  @TempDir private Path base;

  private Document yaml(String text) {
    return reader().read(text.getBytes(StandardCharsets.UTF_8), "a.yaml", false);
  }

  private DocumentReader reader() {
    return new DocumentReader(new References(base, Map.of("NAME", "orders", "EMPTY", "")));
  }

  private static ConfigNode.Scalar scalar(Document document, String key) {
    ConfigNode.Mapping root = (ConfigNode.Mapping) document.root().orElseThrow();
    return (ConfigNode.Scalar) root.get(key).orElseThrow();
  }

  @Test
  void knowsThePlaceOfEveryKeyAndValue() {
    Document document = yaml("a: 1\nb:\n  - c: { d: e }\n");

    ConfigNode.Mapping root = (ConfigNode.Mapping) document.root().orElseThrow();
    assertThat(root.entries().get(1).keyPlace()).isEqualTo(new Place("a.yaml", 2, 1, "b"));
    ConfigNode.Sequence list = (ConfigNode.Sequence) root.get("b").orElseThrow();
    ConfigNode.Mapping item = (ConfigNode.Mapping) list.items().getFirst();
    assertThat(item.place()).isEqualTo(new Place("a.yaml", 3, 5, "b[0]"));
    ConfigNode.Mapping inner = (ConfigNode.Mapping) item.get("c").orElseThrow();
    assertThat(inner.get("d").orElseThrow().place())
        .isEqualTo(new Place("a.yaml", 3, 13, "b[0].c.d"));
    assertThat(document.findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, BOOLEAN", "no, STRING", "on, STRING", "y, STRING", "1.10, NUMBER", "1_000, STRING",
    "12:30, STRING", "0x1F, NUMBER", "-5, NUMBER", "1e3, NUMBER", "~, NULL", "null, NULL",
    "2026-01-01, STRING", "'\"true\"', STRING", "'\"5\"', STRING", "1.2.3, STRING"
  })
  void takesUnquotedValuesForWhatTheyAreInYaml12(String text, Kind kind) {
    assertThat(scalar(yaml("k: " + text), "k").kind()).isEqualTo(kind);
  }

  @Test
  void resolvesReferencesAndKeepsWhatWasWritten() throws IOException {
    Files.createDirectories(base.resolve("etc/secrets"));
    Files.writeString(base.resolve("etc/secrets/key"), "s3cret\n");
    Files.writeString(base.resolve("note"), "hello");

    Document document =
        yaml("a: ${secret:key}\nb: ${env:NAME}-${file:note}\nc: $${x}${env:EMPTY}\n");

    assertThat(document.findings()).isEmpty();
    assertThat(scalar(document, "a").text()).isEqualTo("s3cret");
    assertThat(scalar(document, "a")).hasToString("${secret:key}");
    assertThat(scalar(document, "b").text()).isEqualTo("orders-hello");
    assertThat(scalar(document, "c").text()).isEqualTo("${x}");
    assertThat(document.refers()).isTrue();
  }

  @Test
  void changesItsFingerprintWithWhatItRefersTo() throws IOException {
    Files.createDirectories(base.resolve("etc/secrets"));
    Path secret = base.resolve("etc/secrets/key");
    Files.writeString(secret, "one");
    String before = yaml("a: ${secret:key}").fingerprint();

    Files.writeString(secret, "two");

    assertThat(yaml("a: ${secret:key}").fingerprint()).isNotEqualTo(before);
    assertThat(before).hasSize(64);
  }

  @Test
  void refusesAFileThatIsTooLarge() throws IOException {
    Path file = base.resolve("large.yaml");
    Files.writeString(file, "a: b\n".repeat(300_000));

    assertThat(reader().read(file, "large.yaml").findings())
        .extracting(Finding::toString)
        .containsExactly("large.yaml: the file is larger than 1MiB. Split it into several files.");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(reader().read(base.resolve("none.yaml"), "none.yaml").findings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!a &b "})
  void boundsWhatDeepNestingCosts(String opening) {
    long start = System.nanoTime();

    Document document = yaml(opening.repeat(1_000_000 / opening.length()));

    assertThat(document.findings()).isNotEmpty().hasSizeLessThan(300);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
  }

  @Test
  void refusesNestingThatIsTooDeepAndReadsOn() {
    Document document = yaml("a: " + "[".repeat(80) + "]".repeat(80) + "\nb: 1\n");

    assertThat(document.findings())
        .extracting(Finding::problem)
        .containsExactly("the nesting is deeper than 64 levels");
    assertThat(scalar(document, "b").text()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k: \"", "k: [", "\"", "}", "a: b: c\n", "%", "\t\n", "a:\n- b\n c: d\n"})
  void boundsWhatManySyntaxMistakesCost(String mistake) {
    long start = System.nanoTime();

    Document document = yaml((mistake + "\n").repeat(100_000 / mistake.length()));

    assertThat(document.findings()).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
  }

  @Test
  void expandsNoAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }

    List<Finding> findings = yaml(bomb.toString()).findings();

    assertThat(findings).hasSize(20 + 19 * 9);
    assertThat(findings).allMatch(f -> f.problem().contains("is not allowed"));
  }

  @Test
  void readsJsonWithPlaces() {
    Document document =
        reader()
            .read(
                "{\n  \"a\": \"\\u00e9\",\n\t\"b\": 5\n}".getBytes(StandardCharsets.UTF_8),
                "a.json",
                true);

    assertThat(document.findings()).isEmpty();
    assertThat(scalar(document, "a").text()).isEqualTo("\u00e9");
    assertThat(scalar(document, "b").place()).isEqualTo(new Place("a.json", 3, 7, "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[[", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{'a':1}", "{} {}", "nul"})
  void tellsWhatIsNoJson(String text) {
    Document document = reader().read(text.getBytes(StandardCharsets.UTF_8), "a.json", true);

    assertThat(document.findings()).hasSize(1);
    assertThat(document.findings().getFirst().place().line()).isEqualTo(1);
  }

  @Test
  void showsNothingThatCouldBreakOutOfALogLine() {
    String hostile = "a\u001b[31m\r\nb\u202e\u2028" + "x".repeat(200);

    assertThat(Shown.quoted(hostile)).hasSizeLessThan(90).matches("[^\\p{Cntrl}\u202e\u2028]*");
  }
}
