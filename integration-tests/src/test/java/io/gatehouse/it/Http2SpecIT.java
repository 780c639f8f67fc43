package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.it.http2.H2Spec;
import io.gatehouse.it.http2.H2SpecGround;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything that h2spec asks, in its strict mode. */
class Http2SpecIT {

  private static H2Spec suite;
  private static H2SpecGround ground;

  @BeforeAll
  static void start() {
    assumeTrue(H2Spec.isAvailable(), "h2spec runs on Linux for amd64");
    suite = H2Spec.unpacked();
    ground = H2SpecGround.open();
  }

  @AfterAll
  static void stop() {
    if (ground != null) {
      ground.close();
    }
  }

  @Test
  void theListenerWithoutTlsConforms() {
    assertConforms(suite.run(ground.port(), false));
  }

  @Test
  void theListenerWithTlsConforms() {
    assertConforms(suite.run(ground.tlsPort(), true));
  }

  private static void assertConforms(H2Spec.Result result) {
    assertThat(result.holds()).as(result.output()).isTrue();
    assertThat(result.tests()).isEqualTo(146);
  }
}
