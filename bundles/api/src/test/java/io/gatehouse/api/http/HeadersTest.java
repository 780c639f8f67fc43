package io.gatehouse.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @Test
  void namesAreWithoutCaseAndKeepTheirOrder() {
    Headers headers = Headers.create().add("A", "1").add("b", "2").add("a", "3");
    assertThat(headers.all("a")).containsExactly("1", "3");
    assertThat(headers.firstOr("B", "-")).isEqualTo("2");
    List<String> lines = new ArrayList<>();
    headers.forEach((name, value) -> lines.add(name + value));
    assertThat(lines).containsExactly("A1", "b2", "a3");
  }

  @Test
  void settingReplacesEveryLine() {
    Headers headers = Headers.create().add("a", "1").add("A", "2").set("a", "3");
    assertThat(headers.all("a")).containsExactly("3");
    assertThat(headers.remove("A").size()).isZero();
  }

  @Test
  void aCopyIsIndependent() {
    Headers headers = Headers.create().add("a", "1");
    headers.copy().set("a", "2");
    assertThat(headers.firstOr("a", "")).isEqualTo("1");
  }

  @Test
  void linesOfOneNameAreCombined() {
    Headers headers = Headers.create().add("A", "1").add("b", "").add("a", "2");

    assertThat(headers.combined("a")).isEqualTo("1, 2");
    assertThat(headers.combined("B")).isEmpty();
    assertThat(headers.combined("c")).isNull();
  }

  @Test
  void tokensAreFoundInLists() {
    Headers headers = Headers.create().add("connection", "x , Close").add("connection", "y");
    assertThat(headers.containsToken("Connection", "close")).isTrue();
    assertThat(headers.containsToken("connection", "clos")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "\u00e4", "a\u0000"})
  void whatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> Headers.create().set(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nx: y", "a\nb", "\u0000", "\u007f", "\u20ac"})
  void whatCannotStandInALineIsRefused(String value) {
    assertThatThrownBy(() -> Headers.create().add("x", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(value);
  }
}
