package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;

/**
 * The time limits of an upstream, ready for comparison.
 *
 * @param tickNanos how far ahead a connection's timer may look: no limit is shorter
 */
record TimeLimits(
    Timeouts words, long connectNanos, long requestNanos, long idleNanos, long tickNanos) {

  static TimeLimits of(Timeouts words) {
    long request = words.request().toNanos();
    long idle = words.idle().toNanos();
    return new TimeLimits(words, words.connect().toNanos(), request, idle, Math.min(request, idle));
  }
}
