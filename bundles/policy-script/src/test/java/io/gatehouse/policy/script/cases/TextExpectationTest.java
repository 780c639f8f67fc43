package io.gatehouse.policy.script.cases;

import static io.gatehouse.policy.script.cases.Nodes.list;
import static io.gatehouse.policy.script.cases.Nodes.map;
import static io.gatehouse.policy.script.cases.Nodes.nothing;
import static io.gatehouse.policy.script.cases.Nodes.number;
import static io.gatehouse.policy.script.cases.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextExpectationTest {

  private final List<Finding> findings = new ArrayList<>();

  private boolean holds(ConfigNode expected, String... values) {
    return TextExpectation.read(expected, findings).orElseThrow().holds(List.of(values));
  }

  @Test
  void aValueIsThatValueAndNoOther() {
    assertThat(holds(text("a"), "a")).isTrue();
    assertThat(holds(number("1"), "1")).isTrue();
    assertThat(holds(text("a"), "b")).isFalse();
    assertThat(holds(text("a"), "a", "a")).isFalse();
    assertThat(holds(text("a"))).isFalse();
  }

  @Test
  void nullIsNoValueAtAll() {
    assertThat(holds(nothing())).isTrue();
    assertThat(holds(nothing(), "")).isFalse();
  }

  @Test
  void severalValuesAreComparedInOrder() {
    assertThat(holds(list(text("a=1"), text("b=2")), "a=1", "b=2")).isTrue();
    assertThat(holds(list(text("a=1"), text("b=2")), "b=2", "a=1")).isFalse();
  }

  @Test
  void anExpressionIsFoundSomewhereInTheOneValue() {
    ConfigNode matching = map("matches", text("^[0-9a-f]{4}"));

    assertThat(holds(matching, "beef-1")).isTrue();
    assertThat(holds(matching, "x-beef")).isFalse();
    assertThat(holds(matching)).isFalse();
  }

  @Test
  void whatCannotBeMeantIsToldWithWhatCan() {
    assertThat(TextExpectation.read(map("match", text("a")), findings)).isEmpty();
    assertThat(TextExpectation.read(map("matches", text("(")), findings)).isEmpty();
    assertThat(TextExpectation.read(map(), findings)).isEmpty();

    assertThat(findings).extracting(Finding::remedy).first().asString().contains("'matches'");
    assertThat(findings).extracting(Finding::problem).element(1).asString().contains("'('");
    assertThat(findings).hasSize(3).allMatch(f -> f.place().equals(Nodes.PLACE));
  }
}
