package io.gatehouse.policy.script.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.policy.script.cases.CaseDocument.Answer;
import io.gatehouse.policy.script.cases.CaseDocument.Expected;
import io.gatehouse.policy.script.cases.CaseDocument.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseDocumentTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://crm/", "upstream:/crm", "upstream://", "upstream://a b/", "/x"})
  void onlyUpstreamsAreFetched(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FetchedUrl.of(url))
        .withMessageContaining("url: ")
        .withMessageContaining("upstream://NAME/path");
  }

  @Test
  void aFetchedUrlHasAPath() {
    assertThat(FetchedUrl.of("upstream://crm")).isEqualTo(FetchedUrl.of("upstream://crm/"));
    assertThat(FetchedUrl.of("upstream://crm/a?b=1")).hasToString("upstream://crm/a?b=1");
  }

  @Test
  void contentIsWrittenInOneWay() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Content.of(Optional.of("a"), Optional.of(Nodes.text("b")), Optional.empty()))
        .withMessageContaining("one of text, json and base64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Content.of(Optional.empty(), Optional.empty(), Optional.of("?")))
        .withMessageContaining("base64: ?");
    Content bytes = Content.of(Optional.empty(), Optional.empty(), Optional.of("w6Q="));
    assertThat(new String(bytes.bytes(), StandardCharsets.UTF_8)).isEqualTo("ä");
  }

  @Test
  void whatContentIsShowsInItsType() {
    Content json =
        Content.of(
            Optional.empty(), Optional.of(Nodes.map("a", Nodes.number("1"))), Optional.empty());

    assertThat(Fields.of(Map.of(), json).first("content-type")).contains("application/json");
    assertThat(Fields.of(Map.of("Content-Type", Nodes.text("text/csv")), json).all("content-type"))
        .containsExactly("text/csv");
  }

  @Test
  void impossibleMessagesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Message(
                    "GET",
                    "orders",
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .withMessageContaining("path: orders");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Answer(101, Map.of(), Optional.empty(), Optional.empty(), Optional.empty()))
        .withMessageContaining("status: 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CaseDocument(Optional.empty(), List.of(), List.of()))
        .withMessageContaining("at least one case");
  }

  @Test
  void aCaseExpectsSomething() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Expected(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty()))
        .withMessageContaining("nothing is expected");
  }

  @Test
  void aClockIsATimeWithAZone() {
    assertThat(CaseClock.at("1970-01-01T00:00:01Z")).isEqualTo(1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CaseClock.at("2026-12-24"))
        .withMessageContaining("such as 2026-12-24T22:00:00Z");
  }
}
