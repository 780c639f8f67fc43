package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/** Says what a policy decided, from what came of its hook; failures are told and counted. */
final class HookResults {

  private final ScriptVersion version;

  HookResults(ScriptVersion version) {
    this.version = version;
  }

  /** What a hook that came to its end decided. */
  <M> PolicyResult<M> of(Hook hook, HostCall call, HookRunner.Passage<M> passage) {
    if (!(call.outcome() instanceof HookOutcome.Thrown)) {
      version.failures().succeeded(hook);
    }
    return switch (call.outcome()) {
      case HookOutcome.Passed ignored -> PolicyResult.proceed(passage.passed().get());
      case HookOutcome.Answered(int status, var headers) ->
          PolicyResult.respond(
              new GatewayResponse(
                  status, headers, status == 204 || status == 304 ? Body.empty() : call.body()));
      case HookOutcome.Refused refused -> PolicyResult.fail(ScriptProblems.refused(refused));
      case HookOutcome.FetchFailed(Problem problem) -> PolicyResult.fail(problem);
      case HookOutcome.BadContent(String format, String detail) ->
          PolicyResult.fail(
              call instanceof ResponseCall
                  ? ScriptProblems.responseMalformed(format, detail)
                  : ScriptProblems.requestMalformed(format, detail));
      case HookOutcome.Thrown(var error) ->
          failed(hook, ScriptFault.thrown(error, script()), passage.exchange());
    };
  }

  /** What came of a piece of streamed content: it goes on, or the stream fails. */
  PolicyResult<StreamPiece> ofPiece(Hook hook, StreamPiece piece, Exchange exchange) {
    return switch (piece.outcome()) {
      case StreamPiece.Outcome.Passed ignored -> {
        if (piece.endsStream()) {
          version.failures().succeeded(hook);
        }
        yield PolicyResult.proceed(piece);
      }
      case StreamPiece.Outcome.Refused(var refusal) ->
          PolicyResult.fail(ScriptProblems.refused(refusal));
      case StreamPiece.Outcome.Thrown(var error) ->
          failed(hook, ScriptFault.thrown(error, script()), exchange);
      case StreamPiece.Outcome.Waiting ignored ->
          failed(
              hook,
              ScriptFault.stopped(
                  "a transform of %s waits for a promise that does not settle by itself"
                      .formatted(hook.export()),
                  hook,
                  null,
                  script()),
              exchange);
    };
  }

  /** The hook's code, or the engine, failed. */
  <M> PolicyResult<M> failed(
      Hook hook, RuntimeException failure, ScriptContext context, Exchange exchange) {
    if (!(failure instanceof PolyglotException error)) {
      String message = String.valueOf(failure.getMessage());
      return failed(hook, ScriptFault.of(message, script()), exchange);
    }
    if (error.isCancelled() || error.isInternalError() || error.isResourceExhausted()) {
      version.spoiled(exchange.eventLoop(), context);
    }
    return failed(hook, ScriptFault.of(error, script()), exchange);
  }

  private <M> PolicyResult<M> failed(Hook hook, ScriptFault fault, Exchange exchange) {
    Problem problem = ScriptProblems.failed();
    version.failures().failed(hook, problem.code(), fault, exchange);
    return PolicyResult.fail(problem);
  }

  /** The watchdog stopped the hook. */
  <M> PolicyResult<M> tripped(
      Hook hook,
      Lane.Trip trip,
      Lane.Limits allowance,
      @Nullable RuntimeException failure,
      Exchange exchange) {
    boolean ended = failure == null;
    // whoever interrupted the script meant the script, not this thread
    if (Thread.interrupted()) {
      ended = false;
    }
    boolean taken = version.quarantine().trip();
    Problem problem = ScriptProblems.tripped(trip);
    String text =
        "%s %s its limit of %s%s"
            .formatted(
                hook.export(),
                ended ? "ended beyond" : "was stopped at",
                limit(trip, allowance),
                taken ? "; the script is out of service for 60 s" : "");
    @Nullable PolyglotException found = failure instanceof PolyglotException at ? at : null;
    ScriptFault fault = ScriptFault.stopped(text, hook, found, script());
    version.failures().failed(hook, problem.code(), fault, exchange);
    return PolicyResult.fail(problem);
  }

  /** The hook waited for too long. */
  Problem deadline(Hook hook, HostCall call, Exchange exchange) {
    Problem problem = ScriptProblems.deadline();
    String text =
        "%s had not ended after %d ms; %s"
            .formatted(
                hook.export(),
                version.meta().deadline().toMillis(),
                call.awaitsFetches()
                    ? "it waits for an upstream"
                    : "it waits for a promise that nothing from outside settles");
    ScriptFault fault = ScriptFault.stopped(text, hook, null, script());
    version.failures().failed(hook, problem.code(), fault, exchange);
    return problem;
  }

  private static String limit(Lane.Trip trip, Lane.Limits allowance) {
    return switch (trip) {
      case TIME -> allowance.nanos() / 1_000_000 + " ms";
      case MEMORY -> allowance.bytes() / 1024 / 1024 + " MiB";
    };
  }

  private ScriptText script() {
    return version.module().script();
  }
}
