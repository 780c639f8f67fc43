package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** What goes wrong between the gateway and a target, in words for the client: no addresses. */
final class UpstreamFailure {

  private UpstreamFailure() {}

  static ProblemException connectFailed(Throwable cause) {
    return of(
        "UPSTREAM_CONNECT_FAILED",
        502,
        "Upstream cannot be reached",
        "The upstream accepts no connection",
        cause);
  }

  static ProblemException connectTimeout(Duration limit) {
    return of(
        "UPSTREAM_CONNECT_TIMEOUT",
        504,
        "Upstream cannot be reached in time",
        "No connection to the upstream could be made within "
            + words(limit)
            + " (timeouts.connect)");
  }

  static ProblemException nameUnresolved(Throwable cause) {
    return of(
        "UPSTREAM_NAME_UNRESOLVED",
        502,
        "Upstream cannot be found",
        "The name of the upstream has no address",
        cause);
  }

  static ProblemException tlsFailed(Throwable cause) {
    return of(
        "UPSTREAM_TLS_FAILED",
        502,
        "Upstream cannot be trusted",
        "No secure connection to the upstream could be made",
        cause);
  }

  /** The response's head did not come in time. */
  static ProblemException timeout(Duration limit) {
    return of(
        "UPSTREAM_TIMEOUT",
        504,
        "Upstream does not answer in time",
        "No answer of the upstream within " + words(limit) + " (timeouts.request)");
  }

  /** The response's head did not come in the time that one attempt has. */
  static ProblemException tryTimeout(Duration limit) {
    return of(
        "UPSTREAM_TIMEOUT",
        504,
        "Upstream does not answer in time",
        "No answer of the upstream within " + words(limit) + " (retries.perTryTimeout)");
  }

  /** The circuit breaker is open. */
  static ProblemException circuitOpen(long nanos) {
    long seconds = Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds());
    return new ProblemException(
        Problem.upstream(
                "UPSTREAM_CIRCUIT_OPEN",
                503,
                "Upstream is not asked",
                "The upstream failed too many requests and is left alone for now")
            .withHeaders(Map.of("retry-after", Long.toString(seconds))));
  }

  /** Too many requests are under way, and none may wait. */
  static ProblemException busy() {
    return busy("Too many requests to the upstream are under way");
  }

  /** Too many requests are under way for too long. */
  static ProblemException busyFor(Duration waited) {
    return busy("Too many requests to the upstream are under way, for " + words(waited));
  }

  private static ProblemException busy(String detail) {
    return new ProblemException(
        Problem.upstream("UPSTREAM_BUSY", 503, "Upstream is busy", detail)
            .withHeaders(Map.of("retry-after", "1")));
  }

  /** The request's content stalled on the way out. */
  static ProblemException untaken(Duration limit) {
    return of(
        "UPSTREAM_TIMEOUT",
        504,
        "Upstream does not answer in time",
        "The upstream took nothing of the request's content for "
            + words(limit)
            + " (timeouts.idle)");
  }

  /** The response stalled in the middle. */
  static ProblemException stalled(Duration limit) {
    return of(
        "UPSTREAM_TIMEOUT",
        504,
        "Upstream does not answer in time",
        "The upstream sent nothing for "
            + words(limit)
            + " in the middle of its response (timeouts.idle)");
  }

  static ProblemException reset(String when) {
    return of(
        "UPSTREAM_RESET",
        502,
        "Upstream closed the connection",
        "The upstream closed the connection " + when);
  }

  static ProblemException protocolError(String what) {
    return new ProblemException(invalid(what));
  }

  /** The decoder's own words are for the log. */
  static ProblemException protocolError(String what, Throwable cause) {
    return new ProblemException(invalid(what), cause);
  }

  private static Problem invalid(String what) {
    return Problem.upstream(
        "UPSTREAM_PROTOCOL_ERROR",
        502,
        "Upstream response is not valid HTTP",
        "The response of the upstream cannot be used: " + what);
  }

  static ProblemException clientAborted() {
    return new ProblemException(
        Problem.client(
            "CLIENT_ABORTED", 499, "Client went away", "The request was given up by its client"));
  }

  /** A content that is not as long as it was said to be must not be framed as if it were. */
  static ProblemException lengthMismatch() {
    return new ProblemException(
        Problem.gateway(
            "REQUEST_LENGTH_MISMATCH",
            500,
            "Request content has another length than announced",
            "The content of the request is not as long as announced"));
  }

  static ProblemException unsendable(Throwable cause) {
    return new ProblemException(
        Problem.gateway(
            "REQUEST_NOT_SENDABLE",
            500,
            "Request cannot be sent",
            "The request has no valid form on the wire"),
        cause);
  }

  /** The failure of a request's body: its own problem, or else the client went away. */
  static ProblemException ofBody(Throwable cause) {
    Throwable root =
        cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
    return root instanceof ProblemException problem ? problem : clientAborted();
  }

  /** A duration as an operator writes it. */
  static String words(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + "s" : limit.toMillis() + "ms";
  }

  private static ProblemException of(String code, int status, String title, String detail) {
    return new ProblemException(Problem.upstream(code, status, title, detail));
  }

  private static ProblemException of(
      String code, int status, String title, String detail, Throwable cause) {
    return new ProblemException(Problem.upstream(code, status, title, detail), cause);
  }
}
