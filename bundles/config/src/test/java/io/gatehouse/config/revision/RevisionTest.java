package io.gatehouse.config.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private static Revision revision(Map<String, String> contents) {
    return revision(OptionalLong.empty(), contents);
  }

  private static Revision revision(OptionalLong rollbackTo, Map<String, String> contents) {
    return new Revision(
        7, Instant.parse("2026-11-21T18:00:00.5Z"), rollbackTo, new TreeMap<>(contents));
  }

  @Test
  void isReadAsItWasWritten() {
    Revision written = revision(Map.of("apis/with two  spaces.yaml", A, "deploy/x.jar", B));

    assertThat(Revision.read(7, written.text())).contains(written);
  }

  @Test
  void saysWhatWasRolledBackTo() {
    Revision written = revision(OptionalLong.of(3), Map.of("apis/a.yaml", A));

    assertThat(written.text()).contains("\n# rollback to 3\n");
    assertThat(Revision.read(7, written.text())).contains(written);
  }

  @Test
  void isWhatChecksumToolsUnderstand() {
    assertThat(revision(Map.of("apis/a.yaml", A)).text())
        .isEqualTo("# since 2026-11-21T18:00:00.500Z\n" + A + "  apis/a.yaml\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# since\n",
        "# since yesterday\n",
        "# since 2026-11-21T18:00:00Z",
        "# since 2026-11-21T18:00:00Z\nabc  apis/a.yaml\n",
        "# since 2026-11-21T18:00:00Z\nno checksum at all\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  apis/a.yaml\n"
      })
  void anythingElseIsNone(String text) {
    assertThat(Revision.read(1, text)).isEmpty();
  }
}
