package io.gatehouse.metrics;

import com.codahale.metrics.MetricRegistry;
import io.gatehouse.api.exchange.ExchangeObserver;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.status.MetricsExposition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Counts exchanges and shows the counts. */
@Component(
    service = {ExchangeObserver.class, MetricsExposition.class},
    immediate = true)
public final class GatewayMetrics implements ExchangeObserver, MetricsExposition {

  private static final int MOST_SERIES = 50_000;

  private final MetricRegistry registry = new MetricRegistry();
  private final ExchangeMeters exchanges;

  @Activate
  public GatewayMetrics() {
    this(MOST_SERIES);
  }

  GatewayMetrics(int mostSeries) {
    exchanges = new ExchangeMeters(registry, mostSeries);
    JvmGauges.register(registry);
  }

  @Override
  public void completed(ExchangeRecord exchangeRecord) {
    exchanges.count(exchangeRecord);
  }

  @Override
  public String contentType() {
    return PrometheusText.CONTENT_TYPE;
  }

  @Override
  public String render() {
    return PrometheusText.of(registry.getMetrics());
  }
}
