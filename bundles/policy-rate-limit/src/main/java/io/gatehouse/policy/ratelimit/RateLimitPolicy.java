package io.gatehouse.policy.ratelimit;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.store.CounterStore.Allowance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets so many requests pass in a window, and refuses the rest. */
final class RateLimitPolicy implements Policy {

  private static final Problem UNAVAILABLE =
      Problem.gateway(
          "RATE_LIMIT_UNAVAILABLE",
          503,
          "Service unavailable",
          "The request could not be counted against its limit.");

  /** What was left when the request passed. */
  private final Attribute<Allowance> left = Attribute.named("rate-limit.allowance");

  private final AllowanceKey key;
  private final CounterStore counters;
  private final long limit;
  private final Duration window;
  private final RateLimitFields fields;

  RateLimitPolicy(RateLimitConfig config, String scope, CounterStore counters) {
    key = new AllowanceKey(scope, config);
    this.counters = counters;
    limit = config.limit();
    window = config.window();
    fields = RateLimitFields.of(config);
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    CompletionStage<Allowance> answer = counters.take(key.of(request, exchange), limit, window);
    if (answer instanceof CompletableFuture<Allowance> here
        && here.state() == CompletableFuture.State.SUCCESS) {
      return decided(here.resultNow(), request, exchange);
    }
    CompletableFuture<PolicyResult<GatewayRequest>> outcome = new CompletableFuture<>();
    answer.whenComplete(
        (allowance, failure) ->
            exchange
                .eventLoop()
                .execute(() -> outcome.complete(decided(allowance, request, exchange))));
    return PolicyResult.await(outcome);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    exchange.get(left).ifPresent(allowance -> fields.tell(response.headers(), allowance));
    return PolicyResult.proceed(response);
  }

  /** A request that could not be counted is refused: a limit that fails open is none. */
  private PolicyResult<GatewayRequest> decided(
      @Nullable Allowance allowance, GatewayRequest request, Exchange exchange) {
    if (allowance == null) {
      return PolicyResult.fail(UNAVAILABLE);
    }
    if (allowance.granted()) {
      exchange.put(left, allowance);
      return PolicyResult.proceed(request);
    }
    return PolicyResult.fail(
        Problem.client(
                "RATE_LIMITED",
                429,
                "Too many requests",
                "The limit of " + limit + " in " + window.toSeconds() + " s is reached.")
            .withHeaders(fields.refusal(allowance)));
  }
}
