package io.gatehouse.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.Condition.Decision;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionalPolicyTest {

  private static final Problem PROBLEM = Problem.gateway("X", 500, "x", "");

  private final List<String> calls = new ArrayList<>();
  private final FakeExchange exchange = new FakeExchange();

  @Test
  void aPolicyThatAppliesSeesEverySide() {
    drive(new Decision.Applies());

    assertThat(calls).containsExactly("request", "response", "error");
  }

  @Test
  void aPolicyThatIsSkippedSeesNone() {
    drive(new Decision.Skipped());

    assertThat(calls).isEmpty();
  }

  @Test
  void eachExchangeHasItsOwnDecision() {
    List<Decision> decisions =
        new ArrayList<>(List.of(new Decision.Skipped(), new Decision.Applies()));
    ConditionalPolicy policy = policy((request, any) -> decisions.removeFirst());
    FakeExchange other = new FakeExchange();

    policy.onRequest(RequestBuilder.any(), exchange);
    policy.onRequest(RequestBuilder.any(), other);
    policy.onResponse(GatewayResponse.of(200), exchange);
    policy.onResponse(GatewayResponse.of(200), other);

    assertThat(calls).containsExactly("request", "response");
    assertThat(policy.isSkipped(exchange)).isTrue();
    assertThat(policy.isSkipped(other)).isFalse();
  }

  @Test
  void whatCannotBeDecidedFails() {
    PolicyResult<GatewayRequest> result =
        policy((request, any) -> new Decision.Failed(PROBLEM))
            .onRequest(RequestBuilder.any(), exchange);

    assertThat(Outcomes.failed(result)).isEqualTo(PROBLEM);
    assertThat(calls).isEmpty();
  }

  private void drive(Decision decision) {
    ConditionalPolicy policy = policy((request, any) -> decision);
    policy.onRequest(RequestBuilder.any(), exchange);
    policy.onResponse(GatewayResponse.of(200), exchange);
    policy.onError(PROBLEM, exchange);
  }

  private ConditionalPolicy policy(Condition condition) {
    return new ConditionalPolicy(new Noting(), condition);
  }

  private final class Noting implements Policy {
    @Override
    public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange any) {
      calls.add("request");
      return PolicyResult.proceed(request);
    }

    @Override
    public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange any) {
      calls.add("response");
      return PolicyResult.proceed(response);
    }

    @Override
    public PolicyResult<Problem> onError(Problem problem, Exchange any) {
      calls.add("error");
      return PolicyResult.proceed(problem);
    }
  }
}
