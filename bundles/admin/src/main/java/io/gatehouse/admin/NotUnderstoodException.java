package io.gatehouse.admin;

/** A question that is none; the message says what to ask instead. */
final class NotUnderstoodException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotUnderstoodException(String message) {
    super(message);
  }
}
