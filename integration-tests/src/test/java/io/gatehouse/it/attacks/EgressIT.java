package io.gatehouse.it.attacks;

/** Calls to where no policy may call. */
class EgressIT extends AttackCases {

  EgressIT() {
    super("egress");
  }
}
