package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSamenessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ \"a\" : [ 1 , 2 ] } | {\"a\":[1,2]}",
        "\"\\u0061\\/\\n\" | \"a/\\n\"",
        "\"\\ud83d\\ude00\" | \"\ud83d\ude00\"",
        "[1.0,10,-0,1e2,12345678901234567890] | [1,1e1,0,100,12345678901234567000]",
        "[true,false,null] | [ true,false , null]",
      })
  void wordsForTheSame(String before, String after) {
    assertThat(JsonSameness.of(before, after)).isTrue();
    assertThat(JsonSameness.of(after, before)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1} | {\"a\":2}",
        "{\"a\":1} | {\"a\":1,\"b\":2}",
        "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1}",
        "\"a\" | \"ab\"",
        "\"\\u0061b\" | \"a\"",
        "\"a b\" | \"ab\"",
        "[1,2] | [12]",
        "[1] | [1,1]",
        "1 | \"1\"",
        "\"1\" | 1",
        "true | false",
        "null | 0",
        "\"\\\\\" | \"\\\"\"",
        "\"a | \"a\"",
        "- | -1",
      })
  void differences(String before, String after) {
    assertThat(JsonSameness.of(before, after)).isFalse();
    assertThat(JsonSameness.of(after, before)).isFalse();
  }
}
