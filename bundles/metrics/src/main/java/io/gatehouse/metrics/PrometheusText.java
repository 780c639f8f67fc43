package io.gatehouse.metrics;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import io.gatehouse.api.status.MeterSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes metrics in Prometheus' text format, version 0.0.4. */
final class PrometheusText {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusText() {}

  static String of(Map<String, Metric> metrics) {
    Map<Family, Map<String, Metric>> byFamily = new TreeMap<>();
    metrics.forEach(
        (series, metric) ->
            byFamily.computeIfAbsent(Family.of(series), f -> new TreeMap<>()).put(series, metric));
    StringBuilder text = new StringBuilder(16 * 1024);
    byFamily.forEach(
        (family, members) -> {
          String name = family.exposedName();
          text.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
          text.append("# TYPE ").append(name).append(' ');
          text.append(family.type().exposedName()).append('\n');
          members.forEach((series, metric) -> append(text, series, metric));
        });
    return text.toString();
  }

  /** What others count: each name once, its series in order. */
  static String of(List<MeterSource.Meter> meters) {
    Map<String, Map<String, MeterSource.Meter>> byName = new TreeMap<>();
    for (MeterSource.Meter meter : meters) {
      byName
          .computeIfAbsent(meter.name(), name -> new TreeMap<>())
          .put(Family.labelled(meter.name(), labels(meter)), meter);
    }
    StringBuilder text = new StringBuilder();
    byName.forEach(
        (name, members) -> {
          MeterSource.Meter any = members.values().iterator().next();
          text.append("# HELP ").append(name).append(' ').append(any.help()).append('\n');
          text.append("# TYPE ").append(name).append(' ');
          text.append(any.kind().name().toLowerCase(Locale.ROOT)).append('\n');
          members.forEach((series, meter) -> line(text, series, Long.toString(meter.value())));
        });
    return text.toString();
  }

  private static String[] labels(MeterSource.Meter meter) {
    return new TreeMap<>(meter.labels())
        .entrySet().stream()
            .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
            .toArray(String[]::new);
  }

  private static void append(StringBuilder text, String series, Metric metric) {
    switch (metric) {
      case LatencyHistogram histogram -> append(text, series, histogram);
      case Counting counting -> line(text, series, Long.toString(counting.getCount()));
      case Gauge<?> gauge -> line(text, series, String.valueOf(gauge.getValue()));
      default -> throw new IllegalStateException("cannot expose " + metric.getClass());
    }
  }

  private static void append(StringBuilder text, String series, LatencyHistogram histogram) {
    int open = series.indexOf('{');
    String name = series.substring(0, open);
    String labels = series.substring(open + 1, series.length() - 1);
    List<String> bounds = LatencyHistogram.BOUNDS;
    long[] counts = histogram.counts();
    long cumulated = 0;
    for (int i = 0; i < counts.length; i++) {
      // the count is what the buckets add up to, so that both always agree
      cumulated += counts[i];
      String bound = i < bounds.size() ? bounds.get(i) : "+Inf";
      line(text, name + "_bucket{" + labels + ",le=\"" + bound + "\"}", Long.toString(cumulated));
    }
    line(text, name + "_sum{" + labels + '}', Double.toString(histogram.sumSeconds()));
    line(text, name + "_count{" + labels + '}', Long.toString(cumulated));
  }

  private static void line(StringBuilder text, String series, String value) {
    text.append(series).append(' ').append(value).append('\n');
  }
}
