package io.gatehouse.it.attacks;

/** Files that cannot be taken. */
class SourcesIT extends AttackCases {

  SourcesIT() {
    super("sources");
  }
}
