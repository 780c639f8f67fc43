package io.gatehouse.metrics;

import com.codahale.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations in fixed buckets. Dropwizard's own histograms sample and cannot be added up over
 * gateways; buckets can, and cost two additions.
 */
final class LatencyHistogram implements Metric {

  /** Upper bounds in seconds, as exposed. */
  static final List<String> BOUNDS =
      List.of(
          "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5",
          "5", "10", "30", "60");

  /** How many series a histogram is exposed as: its buckets, one without bound, sum and count. */
  static final int SERIES = BOUNDS.size() + 3;

  private static final long[] BOUND_NANOS =
      BOUNDS.stream().mapToLong(s -> Math.round(Double.parseDouble(s) * 1e9)).toArray();

  private final LongAdder[] buckets = new LongAdder[BOUND_NANOS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  LatencyHistogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUND_NANOS.length && nanos > BOUND_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    sumNanos.add(Math.max(0, nanos));
  }

  /** What each bucket has now, not cumulated; the last is without bound. */
  long[] counts() {
    long[] counts = new long[buckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
    }
    return counts;
  }

  double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }
}
