package io.gatehouse.it.attacks;

/** The same answers by the interpreter and by the compiler. */
class SameAnswersIT extends AttackCases {

  SameAnswersIT() {
    super("same-answers");
  }
}
