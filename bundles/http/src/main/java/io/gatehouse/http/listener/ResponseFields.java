package io.gatehouse.http.listener;

import io.gatehouse.api.http.Headers;
import io.netty.util.AsciiString;

/**
 * Which fields of a response pass: not framing and not what belongs to a connection, which are the
 * listener's own. One for each connection; holds what it learned of the last response.
 */
final class ResponseFields {

  private String connectionOptions = "";
  private boolean dated;

  /** Begins with the fields of another response. */
  void of(Headers headers) {
    connectionOptions = headers.firstOr("connection", "");
    dated = false;
  }

  /** Whether a {@code Date} has passed. */
  boolean dated() {
    return dated;
  }

  boolean passes(CharSequence name) {
    switch (FieldKind.of(name)) {
      case CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, HOP_BY_HOP, RESERVED -> {
        return false;
      }
      case DATE -> dated = true;
      default -> {}
    }
    return connectionOptions.isEmpty() || !listed(name);
  }

  private boolean listed(CharSequence name) {
    for (String option : connectionOptions.split(",", -1)) {
      if (AsciiString.contentEqualsIgnoreCase(option.strip(), name)) {
        return true;
      }
    }
    return false;
  }
}
