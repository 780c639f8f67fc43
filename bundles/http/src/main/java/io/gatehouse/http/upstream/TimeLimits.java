package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;
import java.time.Duration;
import java.util.Optional;

/**
 * The time limits of an upstream, ready for comparison.
 *
 * @param tickNanos how far ahead a connection's timer may look: no limit is shorter
 */
record TimeLimits(
    Timeouts words, long connectNanos, long requestNanos, long idleNanos, long tickNanos) {

  /**
   * The limits of an upstream.
   *
   * @param perTry that of one attempt, where there is one
   */
  static TimeLimits of(Timeouts words, Optional<Duration> perTry) {
    long request = words.request().toNanos();
    long idle = words.idle().toNanos();
    long attempt = perTry.map(Duration::toNanos).orElse(request);
    return new TimeLimits(
        words,
        words.connect().toNanos(),
        request,
        idle,
        Math.min(attempt, Math.min(request, idle)));
  }
}
