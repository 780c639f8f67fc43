package io.gatehouse.core.failure;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Every failure becomes a problem here, and every problem a response (RFC 9457). */
public final class Failures {

  private Failures() {}

  public static Problem routeNotFound() {
    return Problem.client(
        "ROUTE_NOT_FOUND", 404, "Not found", "No API is published at this address.");
  }

  public static Problem methodNotAllowed(Set<String> allowed) {
    return Problem.client(
            "METHOD_NOT_ALLOWED",
            405,
            "Method not allowed",
            "The resource does not support this method.")
        .withHeaders(Map.of("allow", String.join(", ", allowed)));
  }

  public static Problem routeWaiting() {
    return Problem.gateway(
            "ROUTE_WAITING",
            503,
            "Not available yet",
            "A part that this API needs is not deployed. It starts by itself when the part is.")
        .withHeaders(Map.of("retry-after", "5"));
  }

  /** What a policy's own defect looks like from outside: nothing is given away. */
  public static Problem policyFailed() {
    return Problem.gateway(
        "POLICY_FAILED", 500, "Internal error", "A policy failed; see the log for the request id.");
  }

  /** The problem that a destination's failure stands for. */
  public static Problem ofDestination(Throwable failure) {
    return switch (root(failure)) {
      case ProblemException named -> named.problem();
      case TimeoutException late ->
          Problem.upstream(
              "DESTINATION_TIMEOUT",
              504,
              "Gateway timeout",
              "The destination did not answer in time.");
      default ->
          Problem.upstream(
              "DESTINATION_FAILED", 502, "Bad gateway", "The destination gave no usable answer.");
    };
  }

  /** The problem that a failed body stands for. */
  public static Problem ofBody(Throwable failure) {
    return root(failure) instanceof ProblemException named
        ? named.problem()
        : Problem.client(
            "BODY_INCOMPLETE", 400, "Bad request", "The request's content did not arrive whole.");
  }

  /** What was wrong in the first place. */
  public static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The response that a problem becomes. */
  public static GatewayResponse response(Problem problem, String requestId) {
    Headers headers = Headers.create().set("content-type", "application/problem+json");
    problem.headers().forEach(headers::set);
    StringBuilder json = new StringBuilder(256);
    json.append("{\"type\":");
    quote(
        json, "urn:gatehouse:problem:" + problem.code().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.append(",\"title\":");
    quote(json, problem.title());
    json.append(",\"status\":").append(problem.status()).append(",\"detail\":");
    quote(json, problem.detail());
    json.append(",\"code\":");
    quote(json, problem.code());
    json.append(",\"origin\":");
    quote(json, problem.origin().name().toLowerCase(Locale.ROOT));
    json.append(",\"requestId\":");
    quote(json, requestId);
    json.append('}');
    return new GatewayResponse(problem.status(), headers, Body.of(json.toString()));
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c) || c == 127) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
