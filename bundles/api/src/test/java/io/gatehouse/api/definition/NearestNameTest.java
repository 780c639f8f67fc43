package io.gatehouse.api.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> NAMES = List.of("rate-limit", "headers", "rewrite", "cors");

  @ParameterizedTest
  @CsvSource({
    "rate-limt, rate-limit",
    "ratelimit, rate-limit",
    "Headers, headers",
    "haeders, headers",
    "core, cors"
  })
  void findsWhatWasMeant(String written, String meant) {
    assertThat(NearestName.of(written, NAMES)).hasValue(meant);
    assertThat(NearestName.remedy(written, NAMES)).contains("'" + meant + "'");
  }

  @Test
  void doesNotGuessWildly() {
    assertThat(NearestName.of("zzzzzz", NAMES)).isEmpty();
    assertThat(NearestName.remedy("zzzzzz", NAMES)).contains("cors, headers, rate-limit, rewrite");
  }
}
