package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import java.util.concurrent.CompletionStage;

/** Hands exchanges to the routes of a Camel context of its own. */
final class MediationDestination implements Destination {

  private final RunningContext context;
  private final Runnable closed;
  private final MediationWorkers workers;

  /**
   * Sends to this context, and ends it.
   *
   * @param closed called when it has ended
   */
  MediationDestination(Mediation mediation, RunningContext context, Runnable closed) {
    this.context = context;
    this.closed = closed;
    this.workers =
        new MediationWorkers(mediation.name(), mediation.timeout(), mediation.concurrency());
  }

  @Override
  public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange) {
    return workers.run(Incoming.of(request, exchange), context::send, exchange);
  }

  @Override
  public void close() {
    workers.close();
    context.close();
    closed.run();
  }
}
