package io.gatehouse.api.http;

import java.util.Map;

/**
 * Why an exchange failed, in the terms of RFC 9457. Core turns it into a response, once.
 *
 * @param code stable and machine-readable, upper snake case: {@code UPSTREAM_TIMEOUT}
 * @param status the HTTP status the client gets
 * @param title the same for every occurrence of the code
 * @param detail this occurrence, fit for the eyes of the client: no addresses, no stack traces
 * @param origin who failed
 * @param headers further response header fields such as {@code retry-after}
 */
public record Problem(
    String code,
    int status,
    String title,
    String detail,
    FailureOrigin origin,
    Map<String, String> headers) {

  public Problem {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    headers = Map.copyOf(headers);
  }

  public static Problem client(String code, int status, String title, String detail) {
    return new Problem(code, status, title, detail, FailureOrigin.CLIENT, Map.of());
  }

  public static Problem gateway(String code, int status, String title, String detail) {
    return new Problem(code, status, title, detail, FailureOrigin.GATEWAY, Map.of());
  }

  public static Problem upstream(String code, int status, String title, String detail) {
    return new Problem(code, status, title, detail, FailureOrigin.UPSTREAM, Map.of());
  }

  public Problem withHeaders(Map<String, String> changed) {
    return new Problem(code, status, title, detail, origin, changed);
  }
}
