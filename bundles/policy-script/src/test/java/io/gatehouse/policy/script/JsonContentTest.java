package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.testsupport.Outcomes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts over documents whose large members are left out until they are asked for. */
class JsonContentTest {

  private static final String LINES = "[" + "{\"sku\": \"A\", \"n\": 1.0}, ".repeat(40) + "{}]";
  private static final String ADDRESS =
      "{ \"city\": \"B\", \"notes\": { \"a\": \"" + "x".repeat(600) + "\" } }";
  private static final String DOCUMENT =
      "{ \"id\": 42, \"lines\": %s, \"address\": %s, \"card\": \"4711\" }"
          .formatted(LINES, ADDRESS);

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void whatIsNotTouchedIsWrittenAsItCame() {
    assertThat(answer("data.card = '***'"))
        .isEqualTo(
            "{\"id\":42,\"lines\":%s,\"address\":%s,\"card\":\"***\"}".formatted(LINES, ADDRESS));
    assertThat(answer("data.address.city = 'C'"))
        .contains("\"lines\":" + LINES)
        .contains("\"address\":{\"city\":\"C\",\"notes\":{ \"a\"");
  }

  @Test
  void aDocumentThatWasOnlyReadPassesUntouched() {
    assertThat(answer("if (data.lines.length !== 41 || data.address.city !== 'B') throw 1"))
        .isEqualTo(DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"b\": 1, \"1\": 2 }",
        "{ \"b\": { \"c\": 3, \"10\": 1.0 }, \"\\u0031\": 2 }",
        "{ \"a\": 1, \"a\": 2, \"1\": 0 }",
      })
  void theOrderOfNamesIsNoChange(String document) {
    assertThat(text(run("if (data.b === 0) throw 1", document))).isEqualTo(document);
  }

  /** Statements and an expression of what they leave behind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "data.lines.push(1) | data.lines.length === 42",
        "data.lines = [] | data.lines.length === 0",
        "delete data.lines | !('lines' in data)",
        "Object.freeze(data) | data.lines.length === 41 && data.lines === data.lines",
        "'use x' | Object.keys(data).join() === 'id,lines,address,card'",
        "'use x' | JSON.stringify(data) === JSON.stringify(await response.clone().json())",
        "const copy = { ...data }; data.lines[0].sku = 'B' | copy.lines[0].sku === 'B'",
        "const copy = structuredClone(data); data.lines[0].sku = 'B' | copy.lines[0].sku === 'A'",
        "const heir = Object.create(data); heir.lines = 1 | heir.lines === 1"
            + " && data.lines.length === 41",
        "data.lines.length | Object.getOwnPropertyDescriptor(data, 'lines').value.length === 41",
        "data.address.toJSON = () => 'there' | JSON.stringify(data).includes('\"there\"')",
      })
  void propertiesAreLikeAllOthers(String statements, String holds) {
    GatewayResponse response =
        run(
            "%s; if (!(%s)) throw new GatewayError(500, 'Not so')"
                .formatted(statements, holds.replace("response.clone()", "response")));

    assertThat(response.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "data.lines = undefined | {\"id\":42,\"address\":",
        "data.lines = null | {\"id\":42,\"lines\":null,\"address\":",
        "data.address.toJSON = () => 'there' | ,\"address\":\"there\",\"card\"",
        "data.toJSON = () => ({ a: 1 }) | {\"a\":1}",
        "response.data = { all: data } | {\"all\":{\"id\":42,\"lines\":[{\"sku\":\"A\",\"n\":1}",
        "response.data = data.lines.length | 41",
      })
  void whatIsWritten(String statements, String part) {
    assertThat(answer(statements)).contains(part);
  }

  private static String answer(String statements) {
    return text(run(statements));
  }

  private static String text(GatewayResponse response) {
    return response.body() instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  private static GatewayResponse run(String statements) {
    return run(statements, DOCUMENT);
  }

  private static GatewayResponse run(String statements, String document) {
    return Outcomes.continued(
        workshop
            .script(
                """
                export const meta = { body: { response: "json" } };
                export async function onResponse(response) { const data = response.data; %s }
                """
                    .formatted(statements))
            .onResponse(
                GatewayResponse.of(200, "application/json", document), workshop.exchange()));
  }
}
