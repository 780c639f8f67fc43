package io.gatehouse.it.attacks;

/** Objects of the host, through what the host hands over. */
class HostObjectsIT extends AttackCases {

  HostObjectsIT() {
    super("host-objects");
  }
}
