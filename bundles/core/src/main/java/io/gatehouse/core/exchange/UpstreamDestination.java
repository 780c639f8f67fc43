package io.gatehouse.core.exchange;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.upstream.Upstream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sends to an upstream, under another path where the route says so. */
public final class UpstreamDestination implements Destination {

  private final Upstream upstream;
  private final Optional<PathTemplate> path;

  public UpstreamDestination(Upstream upstream, Optional<PathTemplate> path) {
    this.upstream = upstream;
    this.path = path;
  }

  @Override
  public CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange) {
    if (path.isEmpty() || request.path().equals("*")) {
      return upstream.send(request, exchange);
    }
    Map<String, String> values =
        exchange instanceof LiveExchange live ? live.rawParameters() : Map.of();
    return upstream.send(request.withTarget(path.get().fill(values), request.query()), exchange);
  }
}
