package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.policy.PolicyResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Collects what transforms make of content that was in memory: it was there because another policy
 * of the chain needs all of it, and may be again.
 *
 * @param most how many bytes may come of it
 */
record Regathering<M>(Function<M, Body> body, BiFunction<M, Body, M> with, long most) {

  static Regathering<GatewayRequest> ofRequests(long most) {
    return new Regathering<>(GatewayRequest::body, GatewayRequest::withBody, most);
  }

  static Regathering<GatewayResponse> ofResponses(long most) {
    return new Regathering<>(GatewayResponse::body, GatewayResponse::withBody, most);
  }

  PolicyResult<M> of(PolicyResult<M> result) {
    return switch (result) {
      case PolicyResult.Continue<M>(M message)
          when body.apply(message) instanceof TransformedBody stream ->
          collected(stream, all -> PolicyResult.proceed(with.apply(message, all)));
      case PolicyResult.Respond<M>(GatewayResponse response)
          when response.body() instanceof TransformedBody stream ->
          collected(stream, all -> PolicyResult.respond(response.withBody(all)));
      case PolicyResult.Await<M>(var outcome) ->
          PolicyResult.await(outcome.thenCompose(settled -> flat(of(settled))));
      case PolicyResult.Continue<M> unchanged -> unchanged;
      case PolicyResult.Respond<M> unchanged -> unchanged;
      case PolicyResult.Fail<M> failed -> failed;
    };
  }

  private PolicyResult<M> collected(TransformedBody stream, Function<Body, PolicyResult<M>> then) {
    Problem tooLarge = ScriptProblems.madeTooLarge();
    return PolicyResult.await(
        ContentCollector.collect(stream, most, tooLarge, ScriptProblems.failed())
            .thenApply(then)
            .exceptionally(failure -> PolicyResult.fail(problem(failure))));
  }

  private static Problem problem(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof ProblemException known ? known.problem() : ScriptProblems.failed();
  }

  private static <M> CompletionStage<PolicyResult<M>> flat(PolicyResult<M> result) {
    return result instanceof PolicyResult.Await<M>(var outcome)
        ? outcome
        : CompletableFuture.completedStage(result);
  }
}
