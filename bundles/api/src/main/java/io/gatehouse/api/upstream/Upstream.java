package io.gatehouse.api.upstream;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.status.StatusEntry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A named group of targets, ready to be asked. Thread-safe. */
public interface Upstream extends AutoCloseable {

  /**
   * Sends the request to one of the targets, on the exchange's event loop. Hop-by-hop fields,
   * framing and {@code Host} are the client's business. Completes when the head of the response is
   * there; the body streams. Fails with {@link io.gatehouse.api.http.ProblemException}. When the
   * exchange ends early the request is given up and its connection is not reused.
   */
  CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange);

  /** One entry for each target. */
  List<StatusEntry> status();

  /** Closes idle connections; those in use close when their exchange is over. */
  @Override
  void close();
}
