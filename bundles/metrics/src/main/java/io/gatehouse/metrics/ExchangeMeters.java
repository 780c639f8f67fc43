package io.gatehouse.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.gatehouse.api.exchange.ExchangeRecord;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts finished exchanges: one look-up for the route, then additions only. */
final class ExchangeMeters {

  private final MetricRegistry registry;
  private final SeriesBudget budget;
  private final Map<RouteKey, RouteMeters> routes = new ConcurrentHashMap<>();
  private final RouteMeters others;
  private final Counter overflowed;

  ExchangeMeters(MetricRegistry registry, SeriesBudget budget) {
    this.registry = registry;
    this.budget = budget;
    budget.take(RouteMeters.SERIES);
    others = new RouteMeters("other", "other", registry, budget);
    overflowed = registry.counter(Family.OVERFLOWED.series());
    registry.register(Family.SERIES.series(), (Gauge<Number>) budget::used);
  }

  void count(ExchangeRecord exchange) {
    RouteKey key = new RouteKey(exchange.api(), exchange.route());
    RouteMeters meters = routes.get(key);
    if (meters == null) {
      meters = routes.computeIfAbsent(key, this::newMeters);
    }
    if (meters == null) {
      overflowed.inc();
      meters = others;
    }
    meters.count(exchange);
  }

  /** Nothing where there is no room for more series, so that nothing is remembered either. */
  private @Nullable RouteMeters newMeters(RouteKey key) {
    return budget.take(RouteMeters.SERIES)
        ? new RouteMeters(key.api(), key.route(), registry, budget)
        : null;
  }

  private record RouteKey(String api, String route) {}
}
