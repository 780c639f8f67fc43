package io.gatehouse.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.gatehouse.api.exchange.ExchangeRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The meters of one route. What a route never has costs no series. */
final class RouteMeters {

  /** What a route needs at once: two histograms and three counters. */
  static final int SERIES = 2 * LatencyHistogram.SERIES + 3;

  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "other");
  private static final List<String> CLASSES = List.of("none", "2xx", "3xx", "4xx", "5xx");
  private static final int MOST_CODES = 64;
  private static final Failure OTHER_FAILURE = new Failure("other", "other");

  private final String api;
  private final String route;
  private final MetricRegistry registry;
  private final SeriesBudget budget;
  private final AtomicReferenceArray<Counter> requests =
      new AtomicReferenceArray<>(METHODS.size() * CLASSES.size());
  private final Map<Failure, Counter> failures = new ConcurrentHashMap<>();
  private final LatencyHistogram duration;
  private final LatencyHistogram upstreamDuration;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter aborted;

  RouteMeters(String api, String route, MetricRegistry registry, SeriesBudget budget) {
    this.api = api;
    this.route = route;
    this.registry = registry;
    this.budget = budget;
    duration = histogram(Family.DURATION);
    upstreamDuration = histogram(Family.UPSTREAM_DURATION);
    bytesIn = counter(Family.BYTES_IN);
    bytesOut = counter(Family.BYTES_OUT);
    aborted = counter(Family.ABORTED);
  }

  void count(ExchangeRecord exchange) {
    requests(method(exchange.method()), statusClass(exchange.status())).inc();
    duration.record(exchange.durationNanos());
    if (exchange.upstreamNanos() > 0) {
      upstreamDuration.record(exchange.upstreamNanos());
    }
    if (exchange.bytesIn() > 0) {
      bytesIn.inc(exchange.bytesIn());
    }
    if (exchange.bytesOut() > 0) {
      bytesOut.inc(exchange.bytesOut());
    }
    if (!exchange.completed()) {
      aborted.inc();
    }
    if (!exchange.failure().isEmpty()) {
      failure(exchange).inc();
    }
  }

  private Counter requests(int method, int statusClass) {
    int at = method * CLASSES.size() + statusClass;
    Counter counter = requests.get(at);
    if (counter != null) {
      return counter;
    }
    // at most one for each method and class: taken from the budget, but never refused
    budget.take(1);
    Counter first =
        counter(Family.REQUESTS, "method", METHODS.get(method), "status", CLASSES.get(statusClass));
    requests.set(at, first);
    return first;
  }

  private Counter failure(ExchangeRecord exchange) {
    Failure failure =
        new Failure(
            exchange.failure(),
            exchange.origin().map(origin -> origin.name().toLowerCase(Locale.ROOT)).orElse(""));
    Counter counter = failures.get(failure);
    if (counter != null) {
      return counter;
    }
    // codes may come from scripts, and those may make them of anything
    boolean fits = failures.size() < MOST_CODES && budget.take(1);
    return failures.computeIfAbsent(
        fits ? failure : OTHER_FAILURE,
        f -> counter(Family.FAILURES, "code", f.code(), "origin", f.origin()));
  }

  private Counter counter(Family family, String... labels) {
    return registry.counter(series(family, labels));
  }

  private LatencyHistogram histogram(Family family) {
    return registry.register(series(family), new LatencyHistogram());
  }

  private String series(Family family, String... more) {
    String[] labels = new String[4 + more.length];
    labels[0] = "api";
    labels[1] = api;
    labels[2] = "route";
    labels[3] = route;
    System.arraycopy(more, 0, labels, 4, more.length);
    return family.series(labels);
  }

  private static int method(String method) {
    return switch (method) {
      case "GET" -> 0;
      case "HEAD" -> 1;
      case "POST" -> 2;
      case "PUT" -> 3;
      case "DELETE" -> 4;
      case "PATCH" -> 5;
      case "OPTIONS" -> 6;
      case "TRACE" -> 7;
      case "CONNECT" -> 8;
      default -> 9;
    };
  }

  private static int statusClass(int status) {
    return status < 200 || status > 599 ? 0 : status / 100 - 1;
  }

  /** What failed and who. */
  private record Failure(String code, String origin) {}
}
