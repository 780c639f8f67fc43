package io.gatehouse.metrics;

import com.codahale.metrics.MetricRegistry;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.exchange.ExchangeObserver;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.status.EventCounters;
import io.gatehouse.api.status.MeterSource;
import io.gatehouse.api.status.MetricsExposition;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Counts exchanges and shows the counts. */
@Component(
    service = {ExchangeObserver.class, MetricsExposition.class, EventCounters.class},
    immediate = true)
public final class GatewayMetrics implements ExchangeObserver, MetricsExposition, EventCounters {

  private static final int MOST_SERIES = 50_000;

  private final MetricRegistry registry = new MetricRegistry();
  private final ExchangeMeters exchanges;
  private final EventMeters events;
  private final Optional<ManagedSeries> managed;
  private final List<MeterSource> sources = new CopyOnWriteArrayList<>();

  @Activate
  public GatewayMetrics(@Reference GatewaySettings settings) {
    this(settings.metrics(), MOST_SERIES, ManagementFactory.getPlatformMBeanServer());
  }

  GatewayMetrics(GatewaySettings.Metrics settings, int mostSeries, MBeanServer server) {
    SeriesBudget budget = new SeriesBudget(mostSeries);
    exchanges = new ExchangeMeters(registry, budget);
    events = new EventMeters(registry, budget);
    JvmGauges.register(registry);
    managed = settings.jmx() ? Optional.of(new ManagedSeries(registry, server)) : Optional.empty();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindSource(MeterSource source) {
    sources.add(source);
  }

  void unbindSource(MeterSource source) {
    sources.remove(source);
  }

  @Deactivate
  public void close() {
    managed.ifPresent(ManagedSeries::close);
  }

  @Override
  public void completed(ExchangeRecord exchangeRecord) {
    exchanges.count(exchangeRecord);
  }

  @Override
  public void add(String policy, String event, Map<String, String> labels, long n) {
    events.add(policy, event, labels, n);
  }

  @Override
  public String contentType() {
    return PrometheusText.CONTENT_TYPE;
  }

  @Override
  public String render() {
    return PrometheusText.of(registry.getMetrics())
        + PrometheusText.of(sources.stream().flatMap(source -> source.meters().stream()).toList());
  }
}
