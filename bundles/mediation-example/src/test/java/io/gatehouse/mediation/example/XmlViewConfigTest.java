package io.gatehouse.mediation.example;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlViewConfigTest {

  @ParameterizedTest
  @CsvSource({
    "'', id, 5, root: ''",
    "a b, id, 5, root: 'a b'",
    "xml, id, 5, root: 'xml'",
    "order, 1, 5, attribute: '1'",
    "order, id, 0, timeout: PT0S"
  })
  void whatCannotWorkIsRefused(String root, String attribute, int seconds, String message) {
    assertThatThrownBy(
            () -> new XmlViewConfig(root, Optional.of(attribute), Duration.ofSeconds(seconds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
