package io.gatehouse.it.attacks;

/** Java, files, processes, other languages, other code. */
class HostAccessIT extends AttackCases {

  HostAccessIT() {
    super("host-access");
  }
}
