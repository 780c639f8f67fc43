package io.gatehouse.core.trace;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.exchange.ExchangeObserver;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.core.exchange.Chain;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.RouteEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A trace of one route: a copy of the route in which every policy and the destination note what
 * they did. The route itself is not touched, and exchanges of others never come here.
 */
public final class RouteTrace implements RouteTracer.Trace, ExchangeObserver {

  private final String route;
  private final int requests;
  private final Consumer<RouteTrace> ended;
  private volatile long beganMillis = Long.MAX_VALUE;
  private final Map<String, List<RouteTracer.Step>> underWay = new ConcurrentHashMap<>();
  private final List<RouteTracer.TracedRequest> finished = new ArrayList<>();
  private final CountDownLatch complete = new CountDownLatch(1);

  /**
   * Of a route.
   *
   * @param ended called once it is closed
   */
  public RouteTrace(String route, int requests, Consumer<RouteTrace> ended) {
    this.route = route;
    this.requests = requests;
    this.ended = ended;
  }

  /** The route with this trace in it, if it is the one; otherwise the same. */
  public RouteEntry<CompiledRoute> follow(RouteEntry<CompiledRoute> entry) {
    return entry.name().equals(route) && entry.target() instanceof CompiledRoute.Ready ready
        ? new RouteEntry<>(entry.name(), entry.match(), followed(ready))
        : entry;
  }

  private CompiledRoute followed(CompiledRoute.Ready ready) {
    Chain chain = ready.chain();
    List<Chain.Step> steps =
        chain.steps().stream()
            .map(
                step ->
                    new Chain.Step(step.type(), new TracedPolicy(step.type(), step.policy(), this)))
            .toList();
    return new CompiledRoute.Ready(
        ready.name(),
        ready.lease(),
        ready.methods(),
        new Chain(steps, chain.bufferRequest(), chain.bufferResponse()),
        new TracedDestination(ready.upstream(), ready.destination(), this),
        ready.upstream(),
        ready.bodyLimit(),
        ready.bufferLimit());
  }

  /** From now on every request of the route is followed. */
  public void begun() {
    beganMillis = System.currentTimeMillis();
  }

  void note(Exchange exchange, RouteTracer.Step step) {
    List<RouteTracer.Step> steps = underWay.computeIfAbsent(exchange.id(), id -> new ArrayList<>());
    synchronized (steps) {
      steps.add(step);
    }
  }

  @Override
  public void completed(ExchangeRecord done) {
    if (!route.equals(done.api() + '/' + done.route())) {
      return;
    }
    Optional<List<RouteTracer.Step>> noted = Optional.ofNullable(underWay.remove(done.id()));
    if (noted.isEmpty() && done.epochMillis() <= beganMillis) {
      // it was under way already, on the route as it is without
      return;
    }
    List<RouteTracer.Step> steps = noted.orElseGet(List::of);
    synchronized (finished) {
      if (finished.size() < requests) {
        List<RouteTracer.Step> all;
        synchronized (steps) {
          all = List.copyOf(steps);
        }
        finished.add(
            new RouteTracer.TracedRequest(
                done.id(),
                done.method(),
                done.path(),
                done.status(),
                done.durationNanos(),
                done.upstreamNanos(),
                done.bytesIn(),
                done.bytesOut(),
                done.failure(),
                all));
      }
      if (finished.size() == requests) {
        complete.countDown();
      }
    }
  }

  @Override
  public List<RouteTracer.TracedRequest> await(Duration atMost) throws InterruptedException {
    // whether all came in time is told by how many there are
    boolean _ = complete.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    synchronized (finished) {
      return List.copyOf(finished);
    }
  }

  @Override
  public void close() {
    ended.accept(this);
  }
}
