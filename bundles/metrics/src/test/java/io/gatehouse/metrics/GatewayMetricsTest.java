package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.status.MeterSource;
import io.gatehouse.api.status.MeterSource.Kind;
import io.gatehouse.api.status.MeterSource.Meter;
import io.gatehouse.testsupport.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayMetricsTest {

  private final GatewayMetrics metrics = metrics(50_000);

  private static GatewayMetrics metrics(int mostSeries) {
    return new GatewayMetrics(
        new GatewaySettings.Metrics(false), mostSeries, MBeanServerFactory.newMBeanServer());
  }

  @Test
  void countsASuccess() {
    metrics.completed(new RecordBuilder().took(30_000_000, 20_000_000).bytes(100, 2_000).build());

    Exposition shown = shown();
    assertThat(
            shown.value(
                "gatehouse_requests_total{api=orders, method=GET, route=get-order, status=2xx}"))
        .isEqualTo(1);
    assertThat(shown.value("gatehouse_request_duration_seconds_sum{api=orders, route=get-order}"))
        .isEqualTo(0.03);
    assertThat(shown.value("gatehouse_upstream_duration_seconds_sum{api=orders, route=get-order}"))
        .isEqualTo(0.02);
    assertThat(shown.value("gatehouse_request_bytes_total{api=orders, route=get-order}"))
        .isEqualTo(100);
    assertThat(shown.value("gatehouse_response_bytes_total{api=orders, route=get-order}"))
        .isEqualTo(2_000);
    assertThat(shown.value("gatehouse_aborted_total{api=orders, route=get-order}")).isZero();
    assertThat(shown.types()).containsEntry("gatehouse_requests_total", "counter");
  }

  @ParameterizedTest
  @CsvSource({
    // nanoseconds, the first bucket it is in, the last it is not in
    "0, 0.001, ",
    "1000000, 0.001, ",
    "1000001, 0.0025, 0.001",
    "49999999, 0.05, 0.025",
    "60000000000, 60, 30",
    "60000000001, +Inf, 60",
  })
  void bucketsHoldWhatIsNotLonger(
      long nanos, String in, @org.jspecify.annotations.Nullable String notIn) {
    metrics.completed(new RecordBuilder().took(nanos, 0).build());

    Exposition shown = shown();
    assertThat(bucket(shown, in)).isEqualTo(1);
    if (notIn != null) {
      assertThat(bucket(shown, notIn)).isZero();
    }
    assertThat(bucket(shown, "+Inf")).isEqualTo(1);
    assertThat(
            shown.value("gatehouse_upstream_duration_seconds_count{api=orders, route=get-order}"))
        .isZero();
  }

  @Test
  void showsWhatOthersCount() {
    MeterSource source =
        () ->
            List.of(
                new Meter("gatehouse_b", Kind.GAUGE, "Bees.", Map.of("to", "x\"y", "at", "z"), 3),
                new Meter("gatehouse_a_total", Kind.COUNTER, "Ants.", Map.of(), 2));
    metrics.bindSource(source);

    Exposition shown = shown();
    assertThat(shown.value("gatehouse_b{at=z, to=x\\\"y}")).isEqualTo(3);
    assertThat(shown.value("gatehouse_a_total{}")).isEqualTo(2);
    assertThat(shown.types())
        .containsEntry("gatehouse_b", "gauge")
        .containsEntry("gatehouse_a_total", "counter");

    metrics.unbindSource(source);
    assertThat(shown().types()).doesNotContainKey("gatehouse_b");
  }

  @Test
  void countsWhatPoliciesCount() {
    metrics.add("tier", "denied", Map.of("reason", "quota"), 2);
    metrics.add("tier", "denied", Map.of("reason", "quota"), 1);

    assertThat(
            shown().value("gatehouse_policy_events_total{event=denied, policy=tier, reason=quota}"))
        .isEqualTo(3);
  }

  @Test
  void aPolicyCannotMakeSeriesWithoutEnd() {
    for (int i = 0; i < 1500; i++) {
      metrics.add("tier", "seen", Map.of("who", "client" + i), 1);
    }

    Exposition shown = shown();
    assertThat(shown.value("gatehouse_policy_events_total{event=other, policy=tier}"))
        .isEqualTo(500);
    metrics.add("other", "seen", Map.of(), 1);
    assertThat(shown().value("gatehouse_policy_events_total{event=seen, policy=other}"))
        .isEqualTo(1);
  }

  @Test
  void countsFailuresByCodeAndOrigin() {
    metrics.completed(
        new RecordBuilder()
            .status(504)
            .failed("UPSTREAM_TIMEOUT", FailureOrigin.UPSTREAM)
            .aborted()
            .build());

    Exposition shown = shown();
    assertThat(
            shown.value(
                "gatehouse_failures_total{api=orders, code=UPSTREAM_TIMEOUT, origin=upstream,"
                    + " route=get-order}"))
        .isEqualTo(1);
    assertThat(shown.value("gatehouse_aborted_total{api=orders, route=get-order}")).isEqualTo(1);
    assertThat(
            shown.value(
                "gatehouse_requests_total{api=orders, method=GET, route=get-order, status=5xx}"))
        .isEqualTo(1);
  }

  @Test
  void hostileInputMakesNoSeries() {
    metrics.completed(new RecordBuilder().route("", "").method("-").status(400).build());
    int before = shown().samples().size();

    for (int i = 0; i < 1_000; i++) {
      metrics.completed(
          new RecordBuilder()
              .route("", "")
              .method("M" + i)
              .authority("h" + i)
              .path("/p" + i)
              .client("10.0.0." + i)
              .userAgent("u\n" + i)
              .status(400)
              .build());
    }

    Exposition shown = shown();
    assertThat(shown.samples()).hasSize(before);
    assertThat(shown.value("gatehouse_requests_total{api=, method=other, route=, status=4xx}"))
        .isEqualTo(1_001);
  }

  @Test
  void requestsWithoutAResponseAreNotForgotten() {
    metrics.completed(new RecordBuilder().status(0).aborted().build());

    assertThat(
            shown()
                .value(
                    "gatehouse_requests_total{api=orders, method=GET, route=get-order,"
                        + " status=none}"))
        .isEqualTo(1);
  }

  @Test
  void failureCodesThatAScriptMakesUpStayBounded() {
    for (int i = 0; i < 1_000; i++) {
      metrics.completed(
          new RecordBuilder().status(400).failed("CODE_" + i, FailureOrigin.GATEWAY).build());
    }

    Exposition shown = shown();
    assertThat(shown.samples().keySet().stream().filter(s -> s.startsWith("gatehouse_failures")))
        .hasSize(65);
    assertThat(
            shown.value(
                "gatehouse_failures_total{api=orders, code=other, origin=other, route=get-order}"))
        .isEqualTo(936);
  }

  @Test
  void routesBeyondTheBudgetCountTogether() {
    GatewayMetrics small = metrics(400);
    for (int i = 0; i < 1_000; i++) {
      small.completed(new RecordBuilder().route("api", "route-" + i).build());
    }

    Exposition shown = Exposition.parse(small.render());
    assertThat(shown.samples()).hasSizeLessThan(500);
    double others =
        shown.value("gatehouse_requests_total{api=other, method=GET, route=other, status=2xx}");
    assertThat(others).isBetween(980.0, 999.0);
    assertThat(shown.value("gatehouse_metrics_overflowed_total{}")).isEqualTo(others);
    assertThat(shown.value("gatehouse_metrics_series{}")).isLessThanOrEqualTo(400);
  }

  @Test
  void escapesNames() {
    metrics.completed(new RecordBuilder().route("a\"b\\c\nd", "{e}=,").build());

    assertThat(shown().value("gatehouse_aborted_total{api=a\\\"b\\\\c\\nd, route={e}=,}")).isZero();
  }

  @Test
  void showsTheProcess() {
    Exposition shown = shown();

    assertThat(shown.value("jvm_memory_used_bytes{area=heap}")).isPositive();
    assertThat(shown.value("jvm_buffer_pool_used_bytes{pool=direct}")).isNotNegative();
    assertThat(shown.value("jvm_threads{}")).isPositive();
    assertThat(shown.value("jvm_classes_loaded{}")).isPositive();
    assertThat(shown.types()).containsEntry("jvm_gc_seconds_total", "counter");
    assertThat(metrics.contentType()).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void losesNoCountUnderContention() throws InterruptedException {
    int threads = 8;
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(threads);
    try (ExecutorService loops = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        loops.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                metrics.completed(new RecordBuilder().build());
              }
              done.countDown();
            });
      }
      done.await();
    }

    Exposition shown = shown();
    assertThat(
            shown.value(
                "gatehouse_requests_total{api=orders, method=GET, route=get-order, status=2xx}"))
        .isEqualTo(threads * each);
    assertThat(bucket(shown, "+Inf")).isEqualTo(threads * each);
  }

  private double bucket(Exposition shown, String bound) {
    return shown.value(
        "gatehouse_request_duration_seconds_bucket{api=orders, le=" + bound + ", route=get-order}");
  }

  private Exposition shown() {
    return Exposition.parse(metrics.render());
  }
}
