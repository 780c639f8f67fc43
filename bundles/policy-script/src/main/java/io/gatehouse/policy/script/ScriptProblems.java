package io.gatehouse.policy.script;

import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.Problem;
import java.time.Duration;
import java.util.Map;

/** What clients are told when a script fails: never anything about the script itself. */
final class ScriptProblems {

  private static final String NUMBER =
      "after 0x, 0o or 0b at most " + LongNumber.DIGITS + " digits are accepted";
  private static final String LARGEST =
      "The content is larger than a snippet may read: " + ContentCollector.LARGEST / 1024 + " KiB.";

  private ScriptProblems() {}

  static Problem failed() {
    return Problem.gateway("SCRIPT_FAILED", 500, "A policy failed", "");
  }

  static Problem tripped(Lane.Trip trip) {
    return switch (trip) {
      case TIME -> Problem.gateway("SCRIPT_TIMEOUT", 500, "A policy took too long", "");
      case MEMORY -> Problem.gateway("SCRIPT_MEMORY", 500, "A policy took too much memory", "");
    };
  }

  static Problem deadline() {
    return Problem.gateway("SCRIPT_DEADLINE", 504, "A policy waited too long", "");
  }

  static Problem tooManyFetches() {
    return retry("SCRIPT_FETCHES", "A policy asks too much at once", Duration.ofSeconds(1));
  }

  static Problem answerTooLarge() {
    return Problem.upstream(
        "UPSTREAM_BODY_TOO_LARGE",
        502,
        "Bad gateway",
        "The answer is larger than this API can process.");
  }

  static Problem recovering() {
    return retry("SCRIPT_RECOVERING", "A policy is being restarted", Duration.ofSeconds(1));
  }

  static Problem quarantined(Duration remaining) {
    return retry("SCRIPT_QUARANTINED", "A policy is out of service", remaining);
  }

  /** The script's own words. */
  static Problem refused(HookOutcome.Refused refused) {
    FailureOrigin origin = refused.status() < 500 ? FailureOrigin.CLIENT : FailureOrigin.GATEWAY;
    return new Problem(
        "SCRIPT_REFUSED", refused.status(), refused.title(), refused.detail(), origin, Map.of());
  }

  /**
   * The content is not of the format that the script declares.
   *
   * @param format {@code JSON}, {@code XML} or {@code SOAP}
   */
  static Problem requestMalformed(String format, String detail) {
    return Problem.client("BODY_NOT_" + format, 400, "The request body is not " + format, detail);
  }

  /** The same of a response. */
  static Problem responseMalformed(String format, String detail) {
    return Problem.upstream(
        "BODY_NOT_" + format, 502, "The upstream's response is not " + format, detail);
  }

  static Problem requestNumberTooLong() {
    return Problem.client(
        "BODY_NUMBER_TOO_LONG", 400, "The request body has a number that is too long", NUMBER);
  }

  static Problem responseNumberTooLong() {
    return Problem.upstream(
        "BODY_NUMBER_TOO_LONG",
        502,
        "The upstream's response has a number that is too long",
        NUMBER);
  }

  static Problem requestTooLarge() {
    return Problem.client("BODY_TOO_LARGE", 413, "Content too large", LARGEST);
  }

  /** Transforms made more of the content than the API holds in memory. */
  static Problem madeTooLarge() {
    return Problem.gateway(
        "SCRIPT_BODY_TOO_LARGE", 500, "A policy made too much of the content", "");
  }

  static Problem responseTooLarge() {
    return Problem.upstream("UPSTREAM_BODY_TOO_LARGE", 502, "Bad gateway", LARGEST);
  }

  static Problem requestIncomplete() {
    return Problem.client("BODY_INCOMPLETE", 400, "The request body did not arrive", "");
  }

  static Problem responseIncomplete() {
    return Problem.upstream("BODY_INCOMPLETE", 502, "The upstream's response did not arrive", "");
  }

  static Problem unreadableRequest() {
    return Problem.client(
        "BODY_CODING_UNKNOWN",
        415,
        "The request body's coding cannot be read",
        "content-encoding may be gzip or identity, up to 16 MiB of content");
  }

  static Problem codedRequest() {
    return Problem.client(
        "BODY_CODING_UNKNOWN",
        415,
        "The request body's coding cannot be read",
        "content-encoding must be identity: the content is read as it streams");
  }

  static Problem codedResponse() {
    return Problem.upstream(
        "BODY_CODING_UNKNOWN",
        502,
        "The upstream's response cannot be read",
        "content-encoding must be identity: the content is read as it streams");
  }

  static Problem unreadableResponse() {
    return Problem.upstream(
        "BODY_CODING_UNKNOWN",
        502,
        "The upstream's response cannot be read",
        "content-encoding may be gzip or identity, up to 16 MiB of content");
  }

  private static Problem retry(String code, String title, Duration after) {
    String seconds = Long.toString(Math.max(1, after.toSeconds()));
    return Problem.gateway(code, 503, title, "").withHeaders(Map.of("retry-after", seconds));
  }
}
