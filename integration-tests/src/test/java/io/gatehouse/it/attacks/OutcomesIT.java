package io.gatehouse.it.attacks;

/** Outcomes that are none. */
class OutcomesIT extends AttackCases {

  OutcomesIT() {
    super("outcomes");
  }
}
