package io.gatehouse.api.revision;

/** A revision cannot be had. The message tells operators which there are. */
public final class RevisionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RevisionException(String message) {
    super(message);
  }
}
