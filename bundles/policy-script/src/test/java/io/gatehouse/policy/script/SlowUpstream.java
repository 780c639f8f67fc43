package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An upstream that answers when the test says so. */
final class SlowUpstream implements Upstream {

  private final List<Asked> asked = new ArrayList<>();
  private int next;

  /** A request that was sent; whether it was given up. */
  static final class Asked {
    private final GatewayRequest request;
    private final CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
    private boolean givenUp;

    Asked(GatewayRequest request) {
      this.request = request;
    }

    GatewayRequest request() {
      return request;
    }

    boolean isGivenUp() {
      return givenUp;
    }
  }

  @Override
  public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
    Asked one = new Asked(request);
    asked.add(one);
    exchange.onEnd(() -> one.givenUp = !one.answer.isDone());
    return one.answer;
  }

  List<Asked> asked() {
    return asked;
  }

  /** Answers the oldest request that has no answer. */
  void answer(GatewayResponse response) {
    asked.get(next++).answer.complete(response);
  }

  void answer(String text) {
    answer(GatewayResponse.of(200, "text/plain", text));
  }

  void fail(String code, int status) {
    Problem problem = Problem.upstream(code, status, "Bad gateway", "No answer came.");
    asked.get(next++).answer.completeExceptionally(new ProblemException(problem));
  }

  @Override
  public List<StatusEntry> status() {
    return List.of();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
