package io.gatehouse.api.policy;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One configured step of a chain. The engine owns the loop: a policy says what is to happen and
 * never calls the next one.
 *
 * <p>Immutable or thread-safe: all event loops share it. Called on the exchange's event loop, which
 * it must not block; work that waits returns {@link PolicyResult.Await}. The response side runs in
 * reverse order, and only for policies whose request side let the exchange pass. A policy that
 * throws fails its exchange with a 500 problem; it never hangs it.
 */
@ConsumerType
public interface Policy extends AutoCloseable {

  default PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    return PolicyResult.proceed(request);
  }

  default PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    return PolicyResult.proceed(response);
  }

  /** Sees the failure of a later policy or the destination before it becomes a response. */
  default PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
    return PolicyResult.proceed(problem);
  }

  /** Releases what the policy holds. Called once, when no exchange uses it any more. */
  @Override
  default void close() {}
}
