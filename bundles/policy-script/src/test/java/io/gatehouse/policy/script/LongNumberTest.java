package io.gatehouse.policy.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongNumberTest {

  @ParameterizedTest
  @CsvSource({
    "0x, f, 131073, true",
    "0x, f, 131072, false",
    "00X, A, 150000, true",
    "0o, 7, 150000, true",
    "0b, 1, 150000, true",
    "'{\"x\":\"0x', 0, 150000, true",
    "'\\u0030\\u0078', \\u0066, 150000, true",
    "%30%78, %66, 150000, true",
    "1x, f, 150000, false",
    "'', f, 150000, false",
    "0, 1, 150000, false",
    "0x, 'f,', 150000, false",
  })
  void isFoundHoweverWritten(String prefix, String digit, int times, boolean found) {
    assertThat(LongNumber.isIn((prefix + digit.repeat(times)).getBytes(UTF_8))).isEqualTo(found);
  }
}
