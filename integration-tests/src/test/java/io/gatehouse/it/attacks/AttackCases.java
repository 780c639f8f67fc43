package io.gatehouse.it.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proofs.attacks.Attack;
import io.gatehouse.proofs.attacks.AttackFamily;
import io.gatehouse.proofs.attacks.AttackedGateway;
import io.gatehouse.proofs.attacks.AttackedGateway.Verdict;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs a table of attacks against one gateway. How soon each is answered is for the proof {@code
 * script-containment}, which is alone on its machine; here it only must not take for ever.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AttackCases {

  private static final double FOREVER_MILLIS = 10_000;

  private final AttackFamily family;
  private AttackedGateway attacked;

  AttackCases(String family) {
    this.family = AttackFamily.named(family);
  }

  @BeforeAll
  void start() {
    attacked = AttackedGateway.start("attacks-" + family.name());
  }

  @AfterAll
  void stop() {
    attacked.close();
  }

  @TestFactory
  Stream<DynamicTest> areContained() {
    return family.attacks().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> isContained(attack)));
  }

  private void isContained(Attack attack) {
    Verdict verdict = attacked.run(attack);
    assertThat(verdict.reason()).isEmpty();
    assertThat(verdict.answeredMillis()).isLessThan(FOREVER_MILLIS);
    assertThat(verdict.neighbourMillis()).isLessThan(FOREVER_MILLIS);
  }
}
