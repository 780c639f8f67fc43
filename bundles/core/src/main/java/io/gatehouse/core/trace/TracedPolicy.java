package io.gatehouse.core.trace;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.api.status.RouteTracer.Effect;
import io.gatehouse.api.status.RouteTracer.Side;
import io.gatehouse.api.status.RouteTracer.Step;
import io.gatehouse.core.exchange.ConditionalPolicy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A policy that notes what it did. It belongs to the route it was taken from and is not closed. */
record TracedPolicy(String type, Policy policy, RouteTrace trace) implements Policy {

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    return noting(Side.REQUEST, exchange, () -> policy.onRequest(request, exchange));
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    return noting(Side.RESPONSE, exchange, () -> policy.onResponse(response, exchange));
  }

  @Override
  public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
    return noting(Side.ERROR, exchange, () -> policy.onError(problem, exchange));
  }

  /** As it would be without: what the policy throws, and a null, reach the engine. */
  private <M> PolicyResult<M> noting(Side side, Exchange exchange, Supplier<PolicyResult<M>> call) {
    long began = System.nanoTime();
    PolicyResult<M> result = null;
    try {
      result = call.get();
      return result;
    } finally {
      if (result instanceof PolicyResult.Await<M>(var outcome)) {
        outcome.whenComplete(
            (settled, failure) ->
                note(side, exchange, began, failure == null ? effect(settled) : Effect.FAILED));
      } else {
        note(side, exchange, began, isSkipped(exchange) ? Effect.SKIPPED : effect(result));
      }
    }
  }

  private boolean isSkipped(Exchange exchange) {
    return policy instanceof ConditionalPolicy conditional && conditional.isSkipped(exchange);
  }

  private void note(Side side, Exchange exchange, long began, Effect effect) {
    trace.note(exchange, new Step(type, side, System.nanoTime() - began, effect));
  }

  private static Effect effect(@Nullable PolicyResult<?> result) {
    return switch (result) {
      case PolicyResult.Continue<?> _ -> Effect.PASSED;
      case PolicyResult.Respond<?> _ -> Effect.ANSWERED;
      case PolicyResult.Await<?> _ -> Effect.PASSED;
      case PolicyResult.Fail<?> _ -> Effect.FAILED;
      case null -> Effect.FAILED;
    };
  }
}
