package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Budget;
import io.gatehouse.api.definition.UpstreamDefinition.Cause;
import io.gatehouse.api.definition.UpstreamDefinition.Retries;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * When requests of an upstream are sent again, ready for comparison.
 *
 * @param perTry the limit of one attempt in words, for whoever it cuts off
 */
record RetryRules(
    int attempts,
    Set<Cause> on,
    BitSet statuses,
    Set<String> methods,
    Optional<Duration> perTry,
    Budget budget,
    long maxBody) {

  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  static RetryRules of(Retries retries) {
    BitSet statuses = new BitSet();
    retries.statuses().forEach(statuses::set);
    return new RetryRules(
        retries.attempts(),
        retries.on(),
        statuses,
        retries.methods(),
        retries.perTryTimeout(),
        retries.budget(),
        retries.maxBody().bytes());
  }

  /** Whether a target may get the request twice. */
  boolean repeatable(GatewayRequest request) {
    return !(request.body() instanceof Body.Streamed) && methods.contains(request.method());
  }

  /** Whether an answer of this status is not the last word. */
  boolean covers(GatewayRequest request, int status) {
    return statuses.get(status) && repeatable(request);
  }

  /** Whether a failure is not the last word; whether anything was sent does not matter to some. */
  boolean covers(GatewayRequest request, Cause cause) {
    boolean unsent = cause == Cause.CONNECT_FAILURE && !(request.body() instanceof Body.Streamed);
    return on.contains(cause) && (unsent || repeatable(request));
  }

  /** Whether the content should be here before the request is sent, to be sent again. */
  boolean wantsContent(GatewayRequest request) {
    return request.body() instanceof Body.Streamed content
        && content.length() >= 0
        && content.length() <= maxBody
        && methods.contains(request.method());
  }

  /** The longest pause before the same target is asked again, for the so-manieth time. */
  static long pauseMillis(int again) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(again, 10));
  }
}
