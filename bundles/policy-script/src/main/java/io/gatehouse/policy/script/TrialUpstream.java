package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An upstream that never was, to warm hooks up with. */
final class TrialUpstream implements Upstream {

  @Override
  public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
    return CompletableFuture.failedStage(new IllegalStateException("asked in a trial"));
  }

  @Override
  public List<StatusEntry> status() {
    return List.of();
  }

  @Override
  public void close() {
    // it has no connections
  }
}
