package io.gatehouse.policy.script;

/** A hook returned a promise that nothing will ever settle. */
final class UnsettledPromiseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsettledPromiseException() {
    super(
        "the hook's promise never settled (expected: a promise that depends on nothing from"
            + " outside)",
        null,
        false,
        false);
  }
}
