package io.gatehouse.it.attacks;

/** What one request, or one policy, leaves for another. */
class PollutionIT extends AttackCases {

  PollutionIT() {
    super("pollution");
  }
}
