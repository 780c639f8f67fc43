package io.gatehouse.core.exchange;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.core.failure.Failures;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one exchange through its route: the request side of the chain, the destination, the
 * response side in reverse. Confined to the exchange's event loop; whatever completes elsewhere
 * comes back to it.
 *
 * <p>A failure first passes {@code onError} of the policies that let the request through, innermost
 * first; what is still a problem then becomes a response, and every response, whoever made it,
 * passes {@code onResponse} of the same policies.
 */
final class Passage {

  private static final Logger log = LoggerFactory.getLogger(Passage.class);

  private final LiveExchange exchange;
  private final CompiledRoute.Ready route;
  private int passed;

  Passage(LiveExchange exchange, CompiledRoute.Ready route) {
    this.exchange = exchange;
    this.route = route;
  }

  void begin() {
    if (route.chain().bufferRequest()
        && exchange.received().body() instanceof Body.Streamed streamed) {
      Problem tooLarge =
          Problem.client(
              "BODY_TOO_LARGE",
              413,
              "Content too large",
              "The request's content is larger than this API accepts.");
      onLoop(
          BodyCollector.collect(streamed, route.bufferLimit(), tooLarge),
          body -> requestSide(exchange.received().withBody(body), 0),
          failure -> failed(Failures.ofBody(failure)));
    } else {
      requestSide(exchange.received(), 0);
    }
  }

  private void requestSide(GatewayRequest first, int from) {
    GatewayRequest request = first;
    for (int i = from; i < route.chain().steps().size(); i++) {
      if (exchange.ended()) {
        return;
      }
      Chain.Step step = route.chain().steps().get(i);
      GatewayRequest seen = request;
      PolicyResult<GatewayRequest> result = guarded(step, p -> p.onRequest(seen, exchange));
      switch (result) {
        case PolicyResult.Continue<GatewayRequest>(GatewayRequest next) -> request = next;
        case PolicyResult.Respond<GatewayRequest>(GatewayResponse response) -> {
          responseSide(response, i - 1);
          return;
        }
        case PolicyResult.Fail<GatewayRequest>(Problem failure) -> {
          failed(failure);
          return;
        }
        case PolicyResult.Await<GatewayRequest>(
                CompletionStage<PolicyResult<GatewayRequest>> outcome) -> {
          int at = i;
          awaited(step, outcome, settled -> afterRequest(seen, at, settled));
          return;
        }
      }
      passed = i + 1;
    }
    ask(request);
  }

  private void afterRequest(GatewayRequest seen, int at, PolicyResult<GatewayRequest> settled) {
    switch (settled) {
      case PolicyResult.Continue<GatewayRequest>(GatewayRequest next) -> {
        passed = at + 1;
        requestSide(next, at + 1);
      }
      case PolicyResult.Respond<GatewayRequest>(GatewayResponse response) ->
          responseSide(response, at - 1);
      case PolicyResult.Fail<GatewayRequest>(Problem failure) -> failed(failure);
      case PolicyResult.Await<GatewayRequest>(
              CompletionStage<PolicyResult<GatewayRequest>> again) ->
          awaited(route.chain().steps().get(at), again, next -> afterRequest(seen, at, next));
    }
  }

  @SuppressWarnings("NullAway") // a destination is foreign code, as a policy is
  private void ask(GatewayRequest request) {
    if (exchange.ended()) {
      return;
    }
    if (exchange.preflight() && !route.methods().contains("OPTIONS")) {
      // let in for a policy to answer, and none did: the route itself has no such method
      failed(Failures.methodNotAllowed(route.methods()));
      return;
    }
    exchange.asked();
    CompletionStage<GatewayResponse> answer;
    try {
      answer = route.destination().handle(request, exchange);
      if (answer == null) {
        throw new IllegalStateException("no stage (expected: a CompletionStage)");
      }
    } catch (Throwable defect) {
      destinationFailed(defect);
      return;
    }
    onLoop(
        answer,
        response -> {
          exchange.heardBack();
          answered(response);
        },
        failure -> destinationFailed(failure));
  }

  private void answered(GatewayResponse response) {
    if (exchange.ended()) {
      LiveExchange.discard(response.body());
    } else {
      responseSide(response, passed - 1);
    }
  }

  private void destinationFailed(Throwable failure) {
    exchange.heardBack();
    if (exchange.ended()) {
      return;
    }
    Problem mapped = Failures.ofDestination(failure);
    log.atDebug()
        .addKeyValue("exchangeId", exchange.id())
        .addKeyValue("route", exchange.api() + '/' + exchange.route())
        .addKeyValue("code", mapped.code())
        .setCause(Failures.root(failure))
        .log("Destination failed");
    failed(mapped);
  }

  private void responseSide(GatewayResponse response, int from) {
    if (from >= 0
        && route.chain().bufferResponse()
        && response.body() instanceof Body.Streamed streamed) {
      Problem tooLarge =
          Problem.upstream(
              "UPSTREAM_BODY_TOO_LARGE",
              502,
              "Bad gateway",
              "The answer is larger than this API can process.");
      onLoop(
          BodyCollector.collect(streamed, route.bufferLimit(), tooLarge),
          body -> onResponse(response.withBody(body), from),
          failure -> onResponse(problemResponse(Failures.ofDestination(failure)), from));
    } else {
      onResponse(response, from);
    }
  }

  private void onResponse(GatewayResponse first, int from) {
    GatewayResponse response = first;
    for (int i = from; i >= 0; i--) {
      if (exchange.ended()) {
        LiveExchange.discard(response.body());
        return;
      }
      Chain.Step step = route.chain().steps().get(i);
      GatewayResponse seen = response;
      PolicyResult<GatewayResponse> result = guarded(step, p -> p.onResponse(seen, exchange));
      if (result instanceof PolicyResult.Await<GatewayResponse>(var outcome)) {
        int next = i - 1;
        awaited(step, outcome, settled -> onResponse(settledResponse(seen, settled), next));
        return;
      }
      response = settledResponse(seen, result);
    }
    exchange.send(response);
  }

  /** The response that flows on once a policy has decided. */
  private GatewayResponse settledResponse(
      GatewayResponse seen, PolicyResult<GatewayResponse> settled) {
    GatewayResponse next =
        switch (settled) {
          case PolicyResult.Continue<GatewayResponse>(GatewayResponse same) -> same;
          case PolicyResult.Respond<GatewayResponse>(GatewayResponse other) -> other;
          case PolicyResult.Fail<GatewayResponse>(Problem failure) -> problemResponse(failure);
          case PolicyResult.Await<GatewayResponse> again ->
              problemResponse(Failures.policyFailed());
        };
    if (!carries(next.body(), seen.body())) {
      LiveExchange.discard(seen.body());
    }
    return next;
  }

  private static boolean carries(Body next, Body seen) {
    return next.equals(seen) || (next instanceof Body.Streamed made && made.isMadeOf(seen));
  }

  private GatewayResponse problemResponse(Problem failure) {
    exchange.failedWith(failure);
    return Failures.response(failure, exchange.id());
  }

  private void failed(Problem failure) {
    onError(failure, passed - 1);
  }

  private void onError(Problem first, int from) {
    Problem failure = first;
    for (int i = from; i >= 0; i--) {
      if (exchange.ended()) {
        return;
      }
      Chain.Step step = route.chain().steps().get(i);
      Problem seen = failure;
      switch (guarded(step, p -> p.onError(seen, exchange))) {
        case PolicyResult.Continue<Problem>(Problem next) -> failure = next;
        case PolicyResult.Fail<Problem>(Problem next) -> failure = next;
        case PolicyResult.Respond<Problem>(GatewayResponse response) -> {
          exchange.failedWith(failure);
          responseSide(response, passed - 1);
          return;
        }
        case PolicyResult.Await<Problem>(var outcome) -> {
          int next = i - 1;
          awaited(step, outcome, settled -> afterError(seen, settled, next));
          return;
        }
      }
    }
    responseSide(problemResponse(failure), passed - 1);
  }

  private void afterError(Problem seen, PolicyResult<Problem> settled, int next) {
    switch (settled) {
      case PolicyResult.Continue<Problem>(Problem failure) -> onError(failure, next);
      case PolicyResult.Fail<Problem>(Problem failure) -> onError(failure, next);
      case PolicyResult.Respond<Problem>(GatewayResponse response) -> {
        exchange.failedWith(seen);
        responseSide(response, passed - 1);
      }
      case PolicyResult.Await<Problem> again -> onError(Failures.policyFailed(), next);
    }
  }

  /** Calls a policy so that nothing it throws, and no null, leaves the exchange hanging. */
  @SuppressWarnings("NullAway") // a policy is foreign code: the check is the point
  private <M> PolicyResult<M> guarded(Chain.Step step, Function<Policy, PolicyResult<M>> hook) {
    try {
      PolicyResult<M> result = hook.apply(step.policy());
      if (result != null) {
        return result;
      }
      policyFailed(step, new IllegalStateException("no result (expected: a PolicyResult)"));
    } catch (Throwable defect) {
      policyFailed(step, defect);
    }
    return PolicyResult.fail(Failures.policyFailed());
  }

  private <M> void awaited(
      Chain.Step step, CompletionStage<PolicyResult<M>> outcome, Consumer<PolicyResult<M>> goOn) {
    onLoop(
        outcome,
        goOn,
        failure -> {
          policyFailed(step, Failures.root(failure));
          goOn.accept(PolicyResult.fail(Failures.policyFailed()));
        });
  }

  private void policyFailed(Chain.Step step, Throwable defect) {
    log.atError()
        .addKeyValue("exchangeId", exchange.id())
        .addKeyValue("route", exchange.api() + '/' + exchange.route())
        .addKeyValue("policy", step.type())
        .addKeyValue("cause", defect.toString())
        .log("Policy failed");
    log.atDebug().setCause(defect).log("Policy failed");
  }

  /** Brings the outcome of a stage back to the event loop; at once where it is there already. */
  private <V> void onLoop(
      CompletionStage<V> stage, Consumer<V> then, Consumer<Throwable> otherwise) {
    stage.whenComplete(
        (value, failure) -> {
          if (exchange.eventLoop().inEventLoop()) {
            settle(value, failure, then, otherwise);
          } else {
            exchange.eventLoop().execute(() -> settle(value, failure, then, otherwise));
          }
        });
  }

  private <V> void settle(
      @Nullable V value,
      @Nullable Throwable failure,
      Consumer<V> then,
      Consumer<Throwable> otherwise) {
    try {
      if (failure != null) {
        otherwise.accept(failure);
      } else if (value == null) {
        otherwise.accept(new IllegalStateException("completed with nothing (expected: a value)"));
      } else {
        then.accept(value);
      }
    } catch (Throwable defect) {
      // a stage swallows what its callbacks throw: without an answer the client would wait for ever
      log.atError().addKeyValue("exchangeId", exchange.id()).setCause(defect).log("Engine failed");
      exchange.send(problemResponse(Failures.policyFailed()));
    }
  }
}
