package io.gatehouse.policy.script;

import com.sun.management.ThreadMXBean;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.policy.script.cases.CaseDocument;
import io.gatehouse.policy.script.cases.Content;
import io.gatehouse.policy.script.cases.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The way of one exchange through one policy, as the gateway has it: what the policy answers itself
 * does not come past it again, a failure of the destination comes past it twice. Confined to the
 * loop of the cases.
 */
final class CaseCourse {

  private final Policy policy;
  private final CaseDocument.Case of;
  private final CaseExchange exchange;
  private final ThreadMXBean threads;
  private final List<HookRun> runs = new ArrayList<>();
  private Optional<GatewayRequest> forwarded = Optional.empty();
  private Optional<Problem> problem = Optional.empty();

  CaseCourse(Policy policy, CaseDocument.Case of, CaseExchange exchange, ThreadMXBean threads) {
    this.policy = policy;
    this.of = of;
    this.exchange = exchange;
    this.threads = threads;
  }

  /** What a hook took; the bytes are those of the event loop. */
  record HookRun(Hook hook, long nanos, long bytes) {}

  /** Completes with what the client gets. */
  CompletionStage<GatewayResponse> run() {
    return measured(Hook.ON_REQUEST, () -> policy.onRequest(request(), exchange))
        .thenCompose(
            result ->
                switch (result) {
                  case PolicyResult.Continue<GatewayRequest>(GatewayRequest request) -> {
                    forwarded = Optional.of(request);
                    yield destination();
                  }
                  case PolicyResult.Respond<GatewayRequest>(GatewayResponse response) ->
                      CompletableFuture.completedStage(response);
                  case PolicyResult.Fail<GatewayRequest>(Problem failure) ->
                      CompletableFuture.completedStage(failed(failure));
                  case PolicyResult.Await<GatewayRequest> again -> throw unsettled();
                });
  }

  /** What the destination was asked, if it was. */
  Optional<GatewayRequest> forwarded() {
    return forwarded;
  }

  /** How the exchange failed, if it did. */
  Optional<Problem> problem() {
    return problem;
  }

  /** In the order in which they ended; those that the script does not export are not among them. */
  List<HookRun> runs() {
    return List.copyOf(runs);
  }

  private CompletionStage<GatewayResponse> destination() {
    if (of.error().isEmpty()) {
      return onResponse(CaseUpstream.response(of.response()));
    }
    Problem failure = CaseUpstream.problem(of.error().get());
    return measured(Hook.ON_ERROR, () -> policy.onError(failure, exchange))
        .thenCompose(
            result ->
                onResponse(
                    switch (result) {
                      case PolicyResult.Continue<Problem>(Problem same) -> failed(same);
                      case PolicyResult.Fail<Problem>(Problem other) -> failed(other);
                      case PolicyResult.Respond<Problem>(GatewayResponse response) -> response;
                      case PolicyResult.Await<Problem> again -> throw unsettled();
                    }));
  }

  private CompletionStage<GatewayResponse> onResponse(GatewayResponse response) {
    return measured(Hook.ON_RESPONSE, () -> policy.onResponse(response, exchange))
        .thenApply(
            result ->
                switch (result) {
                  case PolicyResult.Continue<GatewayResponse>(GatewayResponse passed) -> passed;
                  case PolicyResult.Respond<GatewayResponse>(GatewayResponse other) -> other;
                  case PolicyResult.Fail<GatewayResponse>(Problem failure) -> failed(failure);
                  case PolicyResult.Await<GatewayResponse> again -> throw unsettled();
                });
  }

  /** The response that the gateway makes of a problem. */
  private GatewayResponse failed(Problem failure) {
    problem = Optional.of(failure);
    Headers headers = Headers.create().set("content-type", "application/problem+json");
    failure.headers().forEach(headers::set);
    String text =
        Json.of(
            Map.of(
                "type", "about:blank",
                "title", failure.title(),
                "status", failure.status(),
                "code", failure.code(),
                "detail", failure.detail()));
    return new GatewayResponse(failure.status(), headers, Body.of(text));
  }

  private <M> CompletionStage<PolicyResult<M>> measured(Hook hook, Supplier<PolicyResult<M>> call) {
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long began = System.nanoTime();
    return settled(call.get())
        .thenApply(
            result -> {
              runs.add(
                  new HookRun(
                      hook,
                      System.nanoTime() - began,
                      threads.getCurrentThreadAllocatedBytes() - bytes));
              return result;
            });
  }

  private <M> CompletionStage<PolicyResult<M>> settled(PolicyResult<M> result) {
    return result instanceof PolicyResult.Await<M>(CompletionStage<PolicyResult<M>> outcome)
        ? outcome.thenComposeAsync(this::settled, exchange.eventLoop())
        : CompletableFuture.completedStage(result);
  }

  private static IllegalStateException unsettled() {
    return new IllegalStateException("still awaited (expected: settled)");
  }

  private GatewayRequest request() {
    CaseDocument.Message request = of.request();
    Content content = Content.of(request.text(), request.json(), request.base64());
    int query = request.path().indexOf('?');
    return new GatewayRequest(
        request.method(),
        of.client().tls() ? "https" : "http",
        "case.example",
        query < 0 ? request.path() : request.path().substring(0, query),
        query < 0 ? "" : request.path().substring(query + 1),
        Fields.of(request.headers(), content),
        Body.of(content.bytes()));
  }
}
