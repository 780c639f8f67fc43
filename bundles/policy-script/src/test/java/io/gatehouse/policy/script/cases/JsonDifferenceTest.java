package io.gatehouse.policy.script.cases;

import static io.gatehouse.policy.script.cases.Nodes.list;
import static io.gatehouse.policy.script.cases.Nodes.map;
import static io.gatehouse.policy.script.cases.Nodes.nothing;
import static io.gatehouse.policy.script.cases.Nodes.number;
import static io.gatehouse.policy.script.cases.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ConfigNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDifferenceTest {

  @ParameterizedTest
  @CsvSource({"1, 1.0", "100, 1e2", "0, -0.0", "0x10, 16", "0.10, 0.1"})
  void numbersAreComparedByTheirValue(String expected, String came) {
    assertThat(JsonDifference.of(number(expected), number(came))).isEmpty();
  }

  @Test
  void keysMayComeInAnyOrder() {
    ConfigNode expected = map("a", number("1"), "b", list(text("x"), nothing()));
    ConfigNode came = map("b", list(text("x"), nothing()), "a", number("1"));

    assertThat(JsonDifference.of(expected, came)).isEmpty();
  }

  @Test
  void theFirstPlaceWhereTheyPartIsTold() {
    ConfigNode expected = map("items", list(map("id", number("1"), "name", text("lamp"))));
    ConfigNode came = map("items", list(map("id", number("1"), "name", text("desk"))));

    assertThat(JsonDifference.of(expected, came))
        .contains(
            new Difference(Nodes.PLACE, "items[0].name = \"lamp\"", "items[0].name = \"desk\""));
  }

  @Test
  void aKeyTooManyIsADifferenceAndSoIsOneTooFew() {
    ConfigNode one = map("a", number("1"));
    ConfigNode two = map("a", number("1"), "b", text("x"));

    assertThat(JsonDifference.of(one, two).orElseThrow().came()).isEqualTo("b = \"x\"");
    assertThat(JsonDifference.of(two, one).orElseThrow().came()).isEqualTo("b = none");
  }

  @Test
  void whatLooksAlikeIsNotTheSame() {
    assertThat(JsonDifference.of(text("1"), number("1"))).isPresent();
    assertThat(JsonDifference.of(text("null"), nothing())).isPresent();
    assertThat(JsonDifference.of(list(number("1")), list(number("1"), number("1")))).isPresent();
  }

  @Test
  void whatIsWrittenIsJson() {
    ConfigNode node =
        map("a \"b\"", list(number("1.50"), number("0x1f"), nothing()), "c", text("x\ny\u0001"));

    assertThat(JsonText.of(node))
        .isEqualTo("{\"a \\\"b\\\"\":[1.50,31,null],\"c\":\"x\\ny\\u0001\"}");
  }
}
