package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPartTest {

  private static final String LONG = "[" + "1, ".repeat(200) + "2]";

  @Test
  void leavesLargeMembersOut() {
    JsonPart part =
        JsonPart.of(" {\"id\": 1, \"lines\" : " + LONG + ",\"a\":{\"b\":[{}]}} ").orElseThrow();

    assertThat(part.skeleton()).isEqualTo(" {\"id\": 1, \"lines\" : null,\"a\":{\"b\":[{}]}} ");
    assertThat(part.count()).isEqualTo(1);
    assertThat(part.key(0)).isEqualTo("lines");
    assertThat(part.part(0).text()).isEqualTo(LONG);
    assertThat(part.part(0).count()).isZero();
  }

  @Test
  void leavesOutWithinWhatWasLeftOut() {
    JsonPart part =
        JsonPart.of("{\"order\":{\"id\":1,\"lines\":" + LONG + "}}").orElseThrow().part(0);

    assertThat(part.skeleton()).isEqualTo("{\"id\":1,\"lines\":null}");
    assertThat(part.part(0).text()).isEqualTo(LONG);
  }

  /** # stands for a long list. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "{\"a\":#,\"a\":1}",
        "{\"a\":1,\"a\":#}",
        "{\"\\u0061\":#}",
        "{\"a\":#",
        "{\"a\":#}}",
        "{\"a\":#,}",
        "{\"a\":#]",
        "{\"a\" #}",
        "{,\"a\":#}",
        "{a:#}",
        "{'a':#}",
        "{\"a\":[#,]}",
        "{\"a\":[,#]}",
        "{\"a\":[# #]}",
        "{\"a\":#} 1",
        "{\"a\":#,\"b\":01}",
        "{\"a\":#,\"b\":1.}",
        "{\"a\":#,\"b\":.5}",
        "{\"a\":#,\"b\":-}",
        "{\"a\":#,\"b\":1e}",
        "{\"a\":#,\"b\":+1}",
        "{\"a\":#,\"b\":0x1}",
        "{\"a\":#,\"b\":NaN}",
        "{\"a\":#,\"b\":tru}",
        "{\"a\":#,\"b\":True}",
        "{\"a\":#,\"b\":\"\\x\"}",
        "{\"a\":#,\"b\":\"\\u00g0\"}",
        "{\"a\":#,\"b\":\"\u0001\"}",
        "{\"a\":#,\"b\":\"",
        "{\"a\":#,\"b\":\"\\",
        "{\"a\":#,\"b\":/**/1}",
        "\ufeff{\"a\":#}",
      })
  void whatIsNoPlainObjectIsReadAsAWhole(String text) {
    assertThat(JsonPart.of(text.replace("#", LONG))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":#,\"b\":-0.5e+3}",
        "{\"a\":#,\"b\":[true,false,null,{}]}",
        "{\"a\":#,\"b\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00Ff\"}",
        "\n{\t\"a\" :\r# }\n",
      })
  void whatIsJsonIsRead(String text) {
    assertThat(JsonPart.of(text.replace("#", LONG))).isPresent();
  }

  @Test
  void nestingHasNoEnd() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);

    assertThat(JsonPart.of("{\"a\":" + deep + "}").orElseThrow().part(0).text()).isEqualTo(deep);
  }
}
