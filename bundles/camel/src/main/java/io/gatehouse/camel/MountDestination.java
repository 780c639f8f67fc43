package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Hands exchanges to whatever Camel route is mounted on the path when they come; one ends on the
 * version of the routes that it began with.
 */
final class MountDestination implements Destination {

  private final String route;
  private final Optional<String> path;
  private final Mounts mounts;
  private final MediationWorkers workers;
  private final CompletableFuture<Void> reached = new CompletableFuture<>();
  private final long youngUntilNanos;
  private volatile boolean reaching;

  /**
   * A destination for this route of an API.
   *
   * @param route {@code api/route}
   * @param young for how long from now on requests wait for a mount that is not there yet: a
   *     definition and its routes are dropped together, and the routes take a moment longer
   */
  MountDestination(String route, MountConfig config, Mounts mounts, Duration young) {
    this.route = route;
    this.path = config.path();
    this.mounts = mounts;
    this.youngUntilNanos = System.nanoTime() + young.toNanos();
    this.workers = new MediationWorkers(route, config.timeout(), config.concurrency());
  }

  String route() {
    return route;
  }

  /** The path that is asked for; empty: that of the request. */
  Optional<String> path() {
    return path;
  }

  /** Whether any mount is within its reach: if not, it waits for one. */
  void reaching(boolean any) {
    reaching = any;
    if (any) {
      reached.complete(null);
    }
  }

  @Override
  public Optional<String> waitsFor() {
    return reaching
        ? Optional.empty()
        : Optional.of(
            path.map(fixed -> "a mount of " + fixed + ", which nobody has")
                    .orElse("a mount within its paths, where nobody has one")
                + ": drop the bundle or the route file that does into deploy/");
  }

  @Override
  public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange) {
    GatewayRequest asked =
        path.map(fixed -> request.withTarget(fixed, request.query())).orElse(request);
    return answer(asked, Incoming.of(request, exchange), exchange);
  }

  private CompletionStage<GatewayResponse> answer(
      GatewayRequest request, Incoming plain, Exchange exchange) {
    while (true) {
      switch (mounts.tree().find(request.method(), request.path())) {
        case MountTree.Sought.Found(var entry) -> {
          if (entry.context().acquire()) {
            return workers.run(entry.mount().incoming(plain, request), new Leased(entry), exchange);
          }
          // just replaced: its successor is in the tree by now
        }
        case MountTree.Sought.WrongMethod(var allowed) -> {
          return wrongMethod(request.method(), allowed);
        }
        case MountTree.Sought.Nobody() -> {
          return sometime()
              .<CompletionStage<GatewayResponse>>map(
                  up ->
                      up.thenComposeAsync(
                          done -> answer(request, plain, exchange), exchange.eventLoop()))
              .orElseGet(() -> CompletableFuture.failedFuture(new ProblemException(nobody())));
        }
      }
    }
  }

  /** Completes when it is worth asking again; empty where it is not. */
  private Optional<CompletionStage<Void>> sometime() {
    if (!mounts.isSettled()) {
      return Optional.of(mounts.settled());
    }
    long left = youngUntilNanos - System.nanoTime();
    return reached.isDone() || left <= 0
        ? Optional.empty()
        : Optional.of(reached.copy().completeOnTimeout(null, left, TimeUnit.NANOSECONDS));
  }

  /** Keeps the routes from being stopped until the request is over. */
  private record Leased(MountTree.Entry entry) implements MediationWorkers.Routes {

    @Override
    public org.apache.camel.Exchange send(Incoming incoming) {
      return entry.context().send(entry.mount(), incoming);
    }

    @Override
    public void done(org.apache.camel.Exchange camelExchange) {
      entry.mount().done(camelExchange);
    }

    @Override
    public void over() {
      entry.context().release();
    }
  }

  /** As Camel's own server would answer. */
  private static CompletionStage<GatewayResponse> wrongMethod(String method, Set<String> allowed) {
    String allow = String.join(", ", allowed);
    if (method.equals("OPTIONS")) {
      Headers headers = Headers.create();
      headers.set("allow", allow + ", OPTIONS");
      return CompletableFuture.completedFuture(new GatewayResponse(200, headers, Body.empty()));
    }
    return CompletableFuture.failedFuture(
        new ProblemException(
            Problem.client(
                    "MOUNT_METHOD_NOT_ALLOWED",
                    405,
                    "The method is not allowed here",
                    "What is here does not take " + method + '.')
                .withHeaders(Map.of("allow", allow))));
  }

  private Problem nobody() {
    return reaching
        ? Problem.client(
            "MOUNT_NOT_FOUND", 404, "Nothing is here", "None of the routes here has this path.")
        : Problem.gateway(
                "MOUNT_NOT_SERVED",
                503,
                "The route is waiting",
                "What serves this path is not there yet.")
            .withHeaders(Map.of("retry-after", "1"));
  }

  @Override
  public void close() {
    workers.close();
    mounts.closed(this);
  }
}
