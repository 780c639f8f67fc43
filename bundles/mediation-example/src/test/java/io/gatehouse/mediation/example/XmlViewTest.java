package io.gatehouse.mediation.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.ProblemException;
import java.util.Map;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlViewTest {

  private final XmlView view = new XmlView("order");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}                  | <order><a>1</a></order>
          {"a":{"b":[true,null]}}  | <order><a><b><item>true</item><item></item></b></a></order>
          {"not a name":1}         | <order><entry name="not a name">1</entry></order>
          {"xmlns":"x"}            | <order><entry name="xmlns">x</entry></order>
          {"a":"</a><b>&"}         | <order><a>&lt;/a&gt;&lt;b&gt;&amp;</a></order>
          {"a":"\\u0000\\ud800"}   | <order><a>\uFFFD\uFFFD</a></order>
          [1,2]                    | <order><item>1</item><item>2</item></order>
          {}                       | <order></order>
          """)
  void rendersJson(String json, String xml) throws DeserializationException {
    assertThat(view.render(Jsoner.deserialize(json), Map.of())).isEqualTo(xml);
  }

  @Test
  void attributesAreEscaped() {
    assertThat(view.render(null, Map.of("id", "\"><x/>")))
        .isEqualTo("<order id=\"&quot;&gt;&lt;x/&gt;\"></order>");
  }

  @Test
  void nestingHasAnEnd() throws DeserializationException {
    Object deep = Jsoner.deserialize("[".repeat(65) + "]".repeat(65));

    assertThatThrownBy(() -> view.render(deep, Map.of()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("JSON_TOO_DEEP");
  }
}
