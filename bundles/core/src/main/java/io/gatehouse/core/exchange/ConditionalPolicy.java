package io.gatehouse.core.exchange;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.Condition.Decision;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;

/**
 * A policy that has a part in some exchanges only. The request side decides; the other sides hold
 * to it.
 */
public final class ConditionalPolicy implements Policy {

  private final Policy policy;
  private final Condition condition;
  private final Attribute<Boolean> skipped = Attribute.named("policy.skipped");

  public ConditionalPolicy(Policy policy, Condition condition) {
    this.policy = policy;
    this.condition = condition;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    return switch (condition.decide(request, exchange)) {
      case Decision.Applies() -> policy.onRequest(request, exchange);
      case Decision.Skipped() -> {
        exchange.put(skipped, true);
        yield PolicyResult.proceed(request);
      }
      case Decision.Failed(Problem problem) -> PolicyResult.fail(problem);
    };
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    return isSkipped(exchange)
        ? PolicyResult.proceed(response)
        : policy.onResponse(response, exchange);
  }

  @Override
  public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
    return isSkipped(exchange) ? PolicyResult.proceed(problem) : policy.onError(problem, exchange);
  }

  /** Whether it has no part in the exchange, as was decided when the request came. */
  public boolean isSkipped(Exchange exchange) {
    return exchange.get(skipped).orElse(false);
  }

  @Override
  public void close() {
    try {
      policy.close();
    } finally {
      condition.close();
    }
  }
}
