package io.gatehouse.metrics;

import com.codahale.metrics.Gauge;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * Durations in fixed buckets. Dropwizard's own histograms sample and cannot be added up over
 * gateways; buckets can, and cost two additions. As one value it is what JMX shows.
 */
final class LatencyHistogram implements Gauge<CompositeData> {

  /** Upper bounds in seconds, as exposed. */
  static final List<String> BOUNDS =
      List.of(
          "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5",
          "5", "10", "30", "60");

  /** How many series a histogram is exposed as: its buckets, one without bound, sum and count. */
  static final int SERIES = BOUNDS.size() + 3;

  private static final long[] BOUND_NANOS =
      BOUNDS.stream().mapToLong(s -> Math.round(Double.parseDouble(s) * 1e9)).toArray();

  private static final String[] SUMMARY = {
    "count", "sumSeconds", "p50Seconds", "p90Seconds", "p99Seconds"
  };

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

  /** Count, sum, and the bounds below which half, nine tenths and 99 of 100 are. */
  @Override
  public CompositeData getValue() {
    long[] counts = counts();
    try {
      return new CompositeDataSupport(
          summaryType(),
          SUMMARY,
          new Object[] {
            LongStream.of(counts).sum(),
            sumSeconds(),
            boundOf(counts, 0.5),
            boundOf(counts, 0.9),
            boundOf(counts, 0.99)
          });
    } catch (OpenDataException e) {
      throw new IllegalStateException("the summary has another form than its type", e);
    }
  }

  private static CompositeType summaryType() throws OpenDataException {
    return new CompositeType(
        "Durations",
        "Durations in seconds",
        SUMMARY,
        new String[] {
          "How many", "Their sum", "Half are below", "90 of 100 are below", "99 of 100 are below"
        },
        new OpenType<?>[] {
          SimpleType.LONG,
          SimpleType.DOUBLE,
          SimpleType.DOUBLE,
          SimpleType.DOUBLE,
          SimpleType.DOUBLE
        });
  }

  /** The bound of the bucket up to which this share lies; 0 where there is nothing yet. */
  private static double boundOf(long[] counts, double share) {
    double wanted = LongStream.of(counts).sum() * share;
    long seen = 0;
    for (int i = 0; i < counts.length && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return i < BOUND_NANOS.length ? BOUND_NANOS[i] / 1e9 : Double.POSITIVE_INFINITY;
      }
    }
    return 0;
  }
}
