package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Budget;
import io.gatehouse.api.status.MeterSource.Kind;
import io.gatehouse.api.status.MeterSource.Meter;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What is known of an upstream beyond one definition of it: an edit must not send requests to a
 * target that was left out a moment ago. Thread-safe.
 */
final class UpstreamHealth {

  private final String name;
  private final InstantSource clock;
  private final AtomicInteger changes = new AtomicInteger();
  private final RetryBudget retryBudget = new RetryBudget();
  private final Bulkhead bulkhead = new Bulkhead();
  private final CircuitBreaker breaker;
  private final LongAdder retries = new LongAdder();
  private final LongAdder retriesDenied = new LongAdder();
  private final LongAdder refusedByBreaker = new LongAdder();
  private final LongAdder refusedByLimit = new LongAdder();
  private final Map<TargetUrl, Known> targets = new ConcurrentHashMap<>();

  private record Known(TargetHealth health, int users) {}

  /**
   * An upstream that nothing is known of.
   *
   * @param name with its API: {@code orders/backend}
   */
  UpstreamHealth(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.breaker = new CircuitBreaker(name);
  }

  /** With its API: {@code orders/backend}. */
  String name() {
    return name;
  }

  /** How a target is doing; released once. */
  TargetHealth acquire(TargetUrl url) {
    return targets
        .compute(
            url,
            (key, known) ->
                known == null
                    ? new Known(new TargetHealth(name, url.label(), clock, changes), 1)
                    : new Known(known.health(), known.users() + 1))
        .health();
  }

  void release(TargetUrl url) {
    targets.computeIfPresent(
        url,
        (key, known) -> known.users() == 1 ? null : new Known(known.health(), known.users() - 1));
  }

  RetryBudget retryBudget() {
    return retryBudget;
  }

  Bulkhead bulkhead() {
    return bulkhead;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** Whether a request may be sent again; if so, it counts. */
  boolean mayRepeat(Budget budget, long now) {
    boolean may = retryBudget.take(budget, now);
    (may ? retries : retriesDenied).increment();
    return may;
  }

  void refusedByBreaker() {
    refusedByBreaker.increment();
  }

  void refusedByLimit() {
    refusedByLimit.increment();
  }

  /** What is counted of it and of its targets. */
  Stream<Meter> meters() {
    int slash = name.indexOf('/');
    String api = name.substring(0, slash);
    String group = name.substring(slash + 1);
    Map<String, String> labels = Map.of("api", api, "upstream", group);
    String refused = "gatehouse_upstream_refused_total";
    String refusedHelp = "Requests that an upstream was not asked for.";
    return Stream.concat(
        Stream.of(
            new Meter(
                "gatehouse_upstream_retries_total",
                Kind.COUNTER,
                "Requests that were sent again.",
                labels,
                retries.sum()),
            new Meter(
                "gatehouse_upstream_retries_denied_total",
                Kind.COUNTER,
                "Requests that were not sent again because of the budget.",
                labels,
                retriesDenied.sum()),
            new Meter(
                refused,
                Kind.COUNTER,
                refusedHelp,
                Map.of("api", api, "upstream", group, "reason", "circuit-open"),
                refusedByBreaker.sum()),
            new Meter(
                refused,
                Kind.COUNTER,
                refusedHelp,
                Map.of("api", api, "upstream", group, "reason", "busy"),
                refusedByLimit.sum()),
            new Meter(
                "gatehouse_upstream_circuit_open",
                Kind.GAUGE,
                "1 while the circuit breaker of an upstream is open or lets requests try.",
                labels,
                breaker.open() ? 1 : 0),
            new Meter(
                "gatehouse_upstream_active",
                Kind.GAUGE,
                "Requests under way, where there are limits.",
                labels,
                bulkhead.active()),
            new Meter(
                "gatehouse_upstream_waiting",
                Kind.GAUGE,
                "Requests that wait for their turn.",
                labels,
                bulkhead.waiting())),
        targets.values().stream().flatMap(target -> target.health().meters(api, group).stream()));
  }

  /** Another number whenever a target went out, came back or is about to. */
  int changes() {
    return changes.get();
  }
}
