package io.gatehouse.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DocumentParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiteralDocumentsTest {

  private final DocumentParser documents = new LiteralDocuments();

  private DocumentParser.Parsed parse(String text, String file) {
    return documents.parse(text.getBytes(StandardCharsets.UTF_8), file);
  }

  @Test
  void aReferenceIsTextLikeAnyOther() {
    DocumentParser.Parsed parsed = parse("text: ${env:HOME} $${x}", "tier.test.yaml");

    assertThat(parsed.findings()).isEmpty();
    assertThat(parsed.root().orElseThrow())
        .isInstanceOfSatisfying(
            ConfigNode.Mapping.class,
            root ->
                assertThat(root.get("text").orElseThrow().toString())
                    .isEqualTo("${env:HOME} $${x}"));
  }

  @Test
  void jsonIsReadWhereTheNameSaysSo() {
    assertThat(parse("[1, {\"a\": null}]", "content.json").root())
        .get()
        .isInstanceOf(ConfigNode.Sequence.class);
    assertThat(parse("{", "content.json").findings()).isNotEmpty();
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    assertThat(parse("cases: [", "tier.test.yaml").findings())
        .isNotEmpty()
        .allMatch(finding -> finding.place().file().equals("tier.test.yaml"));
    assertThat(parse("x".repeat((1 << 20) + 1), "tier.test.yaml").findings().getFirst().problem())
        .contains("larger than 1MiB");
  }
}
