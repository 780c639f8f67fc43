package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import java.util.Optional;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Where the transforms of a stream run: in the context in which its hook made them, each piece in a
 * slice of its own that the watchdog limits. Confined to the event loop.
 */
record StreamHome(ScriptVersion version, ScriptContext context, Hook hook, Exchange exchange) {

  EventLoop loop() {
    return exchange.eventLoop();
  }

  /** The content as it comes out of the transforms; one of nothing stays that. */
  Body transformed(Body body, Value step) {
    return switch (body) {
      case Body.Empty nothing -> nothing;
      case Body.Buffered whole -> new TransformedBody(new PiecedBody(whole), this, step);
      case Body.Streamed stream -> new TransformedBody(stream, this, step);
    };
  }

  /** Runs a piece through the transforms; returns how that failed, or nothing. */
  Optional<Problem> pass(StreamPiece piece, Value step) {
    Optional<Problem> gone = version.unavailable(loop());
    if (gone.isPresent()) {
      return gone;
    }
    if (version.context(loop()) != context) {
      // what the transforms knew went with their context
      return Optional.of(ScriptProblems.recovering());
    }
    HookResults results = version.runner().results();
    Lane lane = version.lane(loop());
    Lane.Limits allowance = context.allowanceOfPiece(version.limits());
    @Nullable RuntimeException failure = null;
    boolean undisturbed = false;
    lane.enter(context.running(), allowance);
    try {
      step.executeVoid(piece);
    } catch (PolyglotException | IllegalStateException e) {
      failure = e;
    } finally {
      undisturbed = lane.leave();
    }
    Optional<Problem> problem = Optional.empty();
    if (!undisturbed) {
      version.spoiled(loop(), context);
      problem = problemOf(results.tripped(hook, lane.trip(), allowance, failure, exchange));
    } else if (failure != null) {
      problem = problemOf(results.failed(hook, failure, context, exchange));
    } else {
      problem = problemOf(results.ofPiece(hook, piece, exchange));
    }
    context.concludeReady();
    return problem;
  }

  private static Optional<Problem> problemOf(PolicyResult<StreamPiece> result) {
    return result instanceof PolicyResult.Fail<StreamPiece>(Problem problem)
        ? Optional.of(problem)
        : Optional.empty();
  }
}
