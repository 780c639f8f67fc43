package io.gatehouse.it.attacks;

/** What belongs to the operator, to the machine or to others. */
class SecretsIT extends AttackCases {

  SecretsIT() {
    super("secrets");
  }
}
