package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
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
 * Hands exchanges to the routes of a Camel context, each on a virtual thread: routes may block,
 * event loops may not.
 */
final class MediationDestination implements Destination {

  private static final Logger LOG = LoggerFactory.getLogger(MediationDestination.class);

  private final Mediation mediation;
  private final RunningContext context;
  private final Runnable closed;
  private final ThreadFactory workers;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Semaphore places;

  /**
   * Sends to this context, and ends it.
   *
   * @param closed called when it has ended
   */
  MediationDestination(Mediation mediation, RunningContext context, Runnable closed) {
    this.mediation = mediation;
    this.context = context;
    this.closed = closed;
    this.workers =
        Thread.ofVirtual()
            .inheritInheritableThreadLocals(false)
            .name("mediation-" + mediation.name() + "-", 0)
            .factory();
    this.places = new Semaphore(mediation.concurrency());
  }

  @Override
  public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange) {
    if (!places.tryAcquire()) {
      return CompletableFuture.failedFuture(new ProblemException(busy()));
    }
    Incoming incoming = Incoming.of(request, exchange);
    CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
    Thread worker = workers.newThread(() -> mediate(incoming, answer));
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
                mediation.timeout());
    return answer.whenComplete((response, failure) -> exchange.eventLoop().execute(disarm));
  }

  private void mediate(Incoming incoming, CompletableFuture<GatewayResponse> answer) {
    try {
      org.apache.camel.Exchange camelExchange = context.send(incoming);
      Exception failure = camelExchange.getException();
      if (failure == null) {
        answer.complete(Outgoing.of(camelExchange, incoming));
      } else {
        fail(incoming, answer, failure);
      }
    } catch (Outgoing.UnusableResponseException | RuntimeException | LinkageError e) {
      fail(incoming, answer, e);
    } finally {
      running.remove(Thread.currentThread());
      places.release();
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
          .addKeyValue("route", mediation.name())
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

  @Override
  public void close() {
    running.forEach(Thread::interrupt);
    context.close();
    closed.run();
  }
}
