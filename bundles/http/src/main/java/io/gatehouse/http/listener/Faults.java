package io.gatehouse.http.listener;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.util.Map;

/** The problems that clients make, each with its code, status and title. */
final class Faults {

  private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private Faults() {}

  static Problem badRequest(String detail) {
    return Problem.client("BAD_REQUEST", 400, "Bad request", detail);
  }

  static ProblemException bad(String detail) {
    return new ProblemException(badRequest(detail));
  }

  static Problem methodNotAllowed(String method) {
    return Problem.client(
            "METHOD_NOT_ALLOWED",
            405,
            "Method not allowed",
            "this gateway does not serve the method " + method)
        .withHeaders(Map.of("allow", ALLOWED));
  }

  static Problem timeout(String detail) {
    return Problem.client("REQUEST_TIMEOUT", 408, "Request timeout", detail);
  }

  static Problem bodyTooLarge(long limit) {
    return Problem.client(
        "BODY_TOO_LARGE", 413, "Body too large", "the body is longer than " + limit + " bytes");
  }

  static Problem uriTooLong(int limit) {
    return Problem.client(
        "URI_TOO_LONG", 414, "URI too long", "the request line is longer than " + limit + " bytes");
  }

  static Problem expectationFailed() {
    return Problem.client(
        "EXPECTATION_FAILED",
        417,
        "Expectation failed",
        "an expectation other than 100-continue cannot be met");
  }

  static Problem headersTooLarge(String detail) {
    return Problem.client("HEADERS_TOO_LARGE", 431, "Headers too large", detail);
  }

  static Problem clientGone() {
    return Problem.client(
        "CLIENT_ABORTED",
        499,
        "Client went away",
        "the client closed the connection before the end");
  }

  static Problem notImplemented(String detail) {
    return Problem.client("NOT_IMPLEMENTED", 501, "Not implemented", detail);
  }

  static Problem versionNotSupported() {
    return Problem.client(
        "VERSION_NOT_SUPPORTED",
        505,
        "Version not supported",
        "the protocol version is neither HTTP/1.1 nor HTTP/1.0");
  }
}
