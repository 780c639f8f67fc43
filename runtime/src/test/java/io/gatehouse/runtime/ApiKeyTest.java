package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

  @Test
  void hashesAsConsumersAreWritten() {
    assertThat(new ApiKey("abc").hash())
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void isLongRandomAndFitForAHeader() {
    SecureRandom random = new SecureRandom();
    ApiKey one = ApiKey.random(random);
    assertThat(one.text()).matches("gh_[A-Za-z0-9_-]{43}");
    assertThat(one.text()).isNotEqualTo(ApiKey.random(random).text());
  }

  @Test
  void isNotPrinted() {
    assertThat(new ApiKey("abc")).hasToString("***");
  }
}
