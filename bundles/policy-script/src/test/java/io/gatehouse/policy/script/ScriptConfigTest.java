package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.ConfigNode.Mapping;
import io.gatehouse.api.definition.ConfigNode.Scalar;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptConfigTest {

  private static final Place PLACE = Place.of("apis/orders.yaml");

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
    workshop.save(
        "typed.js",
        """
        export const meta = {
          config: {
            type: "object",
            required: ["limit"],
            properties: {
              defaultTier: { type: "string", default: "bronze", enum: ["bronze", "silver"] },
              limit: { type: "integer", minimum: 1, maximum: 10 },
              names: { type: "array", items: { type: "string", minLength: 2 } },
            },
          },
        };
        export const onRequest = (request, context) => Response.json(context.config);
        """);
    workshop.save(
        "free.js", "export const onRequest = (request, { config }) => Response.json(config);");
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void defaultsAreFilledIn() {
    assertThat(seen("typed", map(entry("limit", number("5")))))
        .isEqualTo("{\"defaultTier\":\"bronze\",\"limit\":5}");
  }

  @Test
  void withoutASchemaEverythingIsTaken() {
    ConfigNode config =
        map(
            entry("text", string("a\"b\n")),
            entry("whole", number("12")),
            entry("real", number("1.5")),
            entry("hex", number("0x10")),
            entry("yes", new Scalar("true", "true", Kind.BOOLEAN, PLACE)),
            entry("none", new Scalar("null", "null", Kind.NULL, PLACE)),
            entry("list", new ConfigNode.Sequence(List.of(number("1"), string("x")), PLACE)));

    assertThat(seen("free", config))
        .isEqualTo(
            "{\"text\":\"a\\\"b\\n\",\"whole\":12,\"real\":1.5,\"hex\":16,\"yes\":true,"
                + "\"none\":null,\"list\":[1,\"x\"]}");
    assertThat(seen("free", new Scalar("", "", Kind.NULL, PLACE))).isEqualTo("{}");
  }

  @Test
  void aSecretIsResolvedForTheScriptOnly() {
    ConfigNode config =
        map(entry("key", new Scalar("s3cret", "${secret:key}", Kind.STRING, PLACE)));

    assertThat(seen("free", config)).isEqualTo("{\"key\":\"s3cret\"}");
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit | 0 | limit | 0 (expected: at least 1)",
        "limit | 11 | limit | 11 (expected: at most 10)",
        "limit | x | limit | \"x\" (expected: a value of type integer)",
        "defaultTier | gold | defaultTier | \"gold\" (Write one of the allowed: bronze, silver)",
        "defautTier | silver | defautTier | unknown key (Write 'defaultTier'",
        "names | x | names | expected: a value of type array",
      })
  void whatTheSchemaForbidsIsRefused(String key, String value, String at, String told) {
    Scalar scalar = value.matches("\\d+") ? number(value) : string(value);
    Mapping config =
        key.equals("limit")
            ? map(entry(key, scalar))
            : map(entry("limit", number("1")), entry(key, scalar));

    PolicyConfigurationException refused =
        catchThrowableOfType(
            PolicyConfigurationException.class, () -> workshop.policy("typed", config));

    assertThat(refused).hasMessageContaining(told);
    assertThat(refused.key()).isEqualTo(at);
  }

  @Test
  void whatTheSchemaRequiresMustBeThere() {
    assertThat(
            catchThrowableOfType(
                PolicyConfigurationException.class, () -> workshop.policy("typed", map())))
        .hasMessage("missing (expected: a value)")
        .extracting(PolicyConfigurationException::key)
        .isEqualTo("limit");
  }

  private static String seen(String type, ConfigNode config) {
    Body body =
        Outcomes.responded(
                workshop.policy(type, config).onRequest(RequestBuilder.any(), workshop.exchange()))
            .body();
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  private static Mapping map(Entry... entries) {
    return new Mapping(List.of(entries), PLACE);
  }

  private static Entry entry(String key, ConfigNode value) {
    return new Entry(key, PLACE, value);
  }

  private static Scalar number(String text) {
    return new Scalar(text, text, Kind.NUMBER, PLACE);
  }

  private static Scalar string(String text) {
    return new Scalar(text, text, Kind.STRING, PLACE);
  }
}
