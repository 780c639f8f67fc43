package io.gatehouse.it.attacks;

/** Time and memory. */
class RunawayIT extends AttackCases {

  RunawayIT() {
    super("runaway");
  }
}
