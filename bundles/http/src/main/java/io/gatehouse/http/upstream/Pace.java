package io.gatehouse.http.upstream;

import java.time.Duration;

/**
 * How long a target has been taking to answer, as one event loop sees it: an average in which old
 * answers fade and a slow one counts at once. Confined to that loop.
 */
final class Pace {

  private static final double FADING_NANOS = Duration.ofSeconds(10).toNanos();

  /** What a failure counts as at least: failing fast must not look like being fast. */
  private static final long FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

  private double average;
  private boolean known;
  private long at = System.nanoTime();

  void answered(long nanos, long now) {
    double current = faded(now);
    at = now;
    known = true;
    average = nanos > current ? nanos : current + (nanos - current) * 0.1;
  }

  void failed(long nanos, long now) {
    answered(Math.max(nanos, FAILURE_NANOS), now);
  }

  /**
   * The average as of now, never 0. What is not asked fades, so that it is tried again.
   *
   * @param waiting whether it was asked: without an answer yet, it is not taken to be fast
   */
  double nanos(long now, boolean waiting) {
    return waiting && !known ? FAILURE_NANOS : 1 + faded(now);
  }

  private double faded(long now) {
    return average * Math.exp(-(now - at) / FADING_NANOS);
  }
}
