package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.hostile.HostileGround;
import io.gatehouse.it.hostile.HostileHttp;
import io.gatehouse.it.hostile.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every hostile request, upstream and client of the tables; one test each. */
class HostileHttpIT {

  @TestFactory
  Stream<DynamicTest> everythingHostileGetsTheRightAnswer() {
    List<Outcome> outcomes;
    try (HostileGround ground = HostileGround.open()) {
      outcomes = new HostileHttp(ground).run();
    }
    return outcomes.stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.id() + ' ' + outcome.title(),
                    () -> assertThat(outcome.violations()).isEmpty()));
  }
}
