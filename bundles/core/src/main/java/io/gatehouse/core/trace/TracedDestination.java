package io.gatehouse.core.trace;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.status.RouteTracer.Effect;
import io.gatehouse.api.status.RouteTracer.Side;
import io.gatehouse.api.status.RouteTracer.Step;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A destination that notes when it had answered. It is the route's, and is not closed. */
record TracedDestination(String name, Destination destination, RouteTrace trace)
    implements Destination {

  @Override
  public Optional<String> waitsFor() {
    return destination.waitsFor();
  }

  @Override
  public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange) {
    long began = System.nanoTime();
    // before whoever asked hears of it, who may end the exchange at once
    return destination
        .handle(request, exchange)
        .whenComplete(
            (response, failure) ->
                trace.note(
                    exchange,
                    new Step(
                        name.isEmpty() ? "destination" : name,
                        Side.DESTINATION,
                        System.nanoTime() - began,
                        failure == null ? Effect.PASSED : Effect.FAILED)));
  }
}
