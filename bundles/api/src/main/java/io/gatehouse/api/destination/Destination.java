package io.gatehouse.api.destination;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a route sends: an upstream, a mediation, anything that turns a request into a response.
 * Thread-safe: all event loops share it.
 */
@ConsumerType
public interface Destination extends AutoCloseable {

  /**
   * Answers the request. Called on the exchange's event loop, which it must not block; the stage
   * may complete on any thread. It fails with {@link io.gatehouse.api.http.ProblemException} for a
   * failure with a name; anything else is a 502 problem.
   */
  CompletionStage<GatewayResponse> handle(GatewayRequest request, Exchange exchange);

  /**
   * What it waits for before it can answer anything, with what to do about it, in words; empty
   * where it can. For the status only: on any thread, quick.
   */
  default Optional<String> waitsFor() {
    return Optional.empty();
  }

  /** Releases what the destination holds. Called once, when no exchange uses it any more. */
  @Override
  default void close() {}
}
