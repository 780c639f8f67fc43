package io.gatehouse.camel;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exchanges through Camel routes, each on a virtual thread: routes may block, event loops may
 * not.
 */
final class MediationWorkers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MediationWorkers.class);

  private final String name;
  private final Duration timeout;
  private final ThreadFactory threads;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Semaphore places;

  /**
   * Workers for one destination.
   *
   * @param timeout for the whole of an exchange; 504 and an interrupt beyond
   * @param concurrency the most exchanges at a time; 503 beyond
   */
  MediationWorkers(String name, Duration timeout, int concurrency) {
    this.name = name;
    this.timeout = timeout;
    this.threads =
        Thread.ofVirtual()
            .inheritInheritableThreadLocals(false)
            .name("mediation-" + name + "-", 0)
            .factory();
    this.places = new Semaphore(concurrency);
  }

  /** What a request is sent through. */
  @FunctionalInterface
  interface Routes {

    /** Sends it, on the calling thread; a failure is in the exchange. */
    org.apache.camel.Exchange send(Incoming incoming);

    /** Nothing is read from the exchange any more. */
    default void done(org.apache.camel.Exchange camelExchange) {}

    /** The request is over, whether it was sent or not. */
    default void over() {}
  }

  /** Runs the request through the routes. On the event loop. */
  CompletionStage<GatewayResponse> run(Incoming incoming, Routes routes, Exchange exchange) {
    if (!places.tryAcquire()) {
      routes.over();
      return CompletableFuture.failedFuture(new ProblemException(busy()));
    }
    CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
    Thread worker = threads.newThread(() -> mediate(incoming, routes, answer));
    running.add(worker);
    worker.start();
    Runnable disarm =
        exchange
            .eventLoop()
            .schedule(
                () -> {
                  if (answer.completeExceptionally(new ProblemException(late()))) {
                    worker.interrupt();
                  }
                },
                timeout);
    return answer.whenComplete((response, failure) -> exchange.eventLoop().execute(disarm));
  }

  private void mediate(
      Incoming incoming, Routes routes, CompletableFuture<GatewayResponse> answer) {
    try {
      org.apache.camel.Exchange camelExchange = routes.send(incoming);
      try {
        Exception failure = camelExchange.getException();
        if (failure == null) {
          answer.complete(Outgoing.of(camelExchange, incoming));
        } else {
          fail(incoming, answer, failure);
        }
      } finally {
        routes.done(camelExchange);
      }
    } catch (Outgoing.UnusableResponseException | RuntimeException | LinkageError e) {
      fail(incoming, answer, e);
    } finally {
      running.remove(Thread.currentThread());
      places.release();
      routes.over();
    }
  }

  private void fail(
      Incoming incoming, CompletableFuture<GatewayResponse> answer, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ProblemException named) {
        // the route has said what the client is to be told
        answer.completeExceptionally(named);
        return;
      }
    }
    if (answer.completeExceptionally(new ProblemException(failed(), failure))) {
      LOG.atWarn()
          .addKeyValue("exchangeId", incoming.properties().get(MediationProperties.EXCHANGE_ID))
          .addKeyValue("route", name)
          .addKeyValue("reason", failure.toString())
          .log("A mediation failed");
      LOG.atDebug().setCause(failure).log("Where the mediation failed");
    }
  }

  private static Problem failed() {
    return Problem.upstream(
        "MEDIATION_FAILED",
        502,
        "The mediation failed",
        "What this request was to be translated for did not work.");
  }

  private static Problem late() {
    return Problem.upstream(
        "MEDIATION_TIMEOUT",
        504,
        "The mediation took too long",
        "What this request was translated for did not answer in time.");
  }

  private static Problem busy() {
    return Problem.gateway(
            "MEDIATION_BUSY", 503, "Too many requests are being mediated", "Try again shortly.")
        .withHeaders(Map.of("retry-after", "1"));
  }

  /** Interrupts whoever is still at work. */
  @Override
  public void close() {
    running.forEach(Thread::interrupt);
  }
}
