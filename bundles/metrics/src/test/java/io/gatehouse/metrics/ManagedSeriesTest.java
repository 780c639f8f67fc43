package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.testsupport.RecordBuilder;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedSeriesTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();

  private GatewayMetrics metrics(boolean jmx) {
    return new GatewayMetrics(new GatewaySettings.Metrics(jmx), 50_000, server);
  }

  private Set<ObjectName> names() throws JMException {
    return server.queryNames(new ObjectName("gatehouse:*"), null);
  }

  @Test
  void countsAreAttributes() throws JMException {
    GatewayMetrics metrics = metrics(true);
    metrics.completed(new RecordBuilder().build());
    metrics.completed(new RecordBuilder().build());

    ObjectName requests =
        new ObjectName(
            "gatehouse:type=gatehouse_requests_total,api=orders,route=get-order,method=GET,"
                + "status=2xx");
    assertThat(server.getAttribute(requests, "Count")).isEqualTo(2L);
    ObjectName heap = new ObjectName("gatehouse:type=jvm_memory_used_bytes,area=heap");
    assertThat((Long) server.getAttribute(heap, "Value")).isPositive();
  }

  @Test
  void durationsAreSummedUp() throws JMException {
    GatewayMetrics metrics = metrics(true);
    for (int i = 0; i < 99; i++) {
      metrics.completed(new RecordBuilder().took(2_000_000, 0).build());
    }
    metrics.completed(new RecordBuilder().took(90_000_000_000L, 0).build());

    ObjectName name =
        new ObjectName(
            "gatehouse:type=gatehouse_request_duration_seconds,api=orders,route=get-order");
    CompositeData summary = (CompositeData) server.getAttribute(name, "Value");
    assertThat(summary.get("count")).isEqualTo(100L);
    assertThat((Double) summary.get("sumSeconds")).isBetween(90.1, 90.3);
    assertThat(summary.get("p50Seconds")).isEqualTo(0.0025);
    assertThat(summary.get("p99Seconds")).isEqualTo(0.0025);
  }

  @Test
  void ofNothingTheSummaryIsNothing() {
    assertThat(new LatencyHistogram().getValue().get("p99Seconds")).isEqualTo(0.0);
  }

  @Test
  void beyondTheLastBoundThereIsNone() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(90_000_000_000L);

    assertThat(histogram.getValue().get("p50Seconds")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void nothingIsThereBeforeOrAfterOrWhereItIsOff() throws JMException {
    metrics(false).completed(new RecordBuilder().build());
    assertThat(names()).isEmpty();

    GatewayMetrics metrics = metrics(true);
    metrics.completed(new RecordBuilder().build());
    assertThat(names()).isNotEmpty();
    metrics.close();
    metrics.completed(new RecordBuilder().route("later", "later").build());

    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "a?", "a,b=c:d", "a\"b\\c\nd", "{e}=,", "\\", "ü", "x\ny", "a}", "\"\""})
  void whateverARouteIsCalledItHasItsName(String route) throws JMException {
    GatewayMetrics metrics = metrics(true);
    metrics.completed(new RecordBuilder().route("api", route).build());

    ObjectName pattern = new ObjectName("gatehouse:type=gatehouse_requests_total,*");
    Set<ObjectName> found = server.queryNames(pattern, null);
    assertThat(found).hasSize(1);
    ObjectName name = found.iterator().next();
    String value = name.getKeyProperty("route");
    assertThat(value.startsWith("\"") ? ObjectName.unquote(value) : value).isEqualTo(route);
    assertThat(name.isPattern()).isFalse();
  }
}
