package io.gatehouse.it.attacks;

/** Going on though told to stop. */
class CatchAndContinueIT extends AttackCases {

  CatchAndContinueIT() {
    super("catch-and-continue");
  }
}
