package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import java.util.Optional;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hooks of one version on the contexts of the event loops, slice by slice: from the call
 * to the first await that waits for something from outside, and from each answer to the next. The
 * watchdog limits every slice.
 */
final class HookRunner {

  private final ScriptVersion version;
  private final HookResults results;

  HookRunner(ScriptVersion version) {
    this.version = version;
    this.results = new HookResults(version);
  }

  /**
   * The way of a message through a hook.
   *
   * @param message as it came
   * @param passed as the hook leaves it
   */
  record Passage<M>(Exchange exchange, M message, Supplier<M> passed) {}

  HookResults results() {
    return results;
  }

  <M> PolicyResult<M> run(Hook hook, HostCall call, ScriptPolicy policy, Passage<M> passage) {
    EventLoop loop = passage.exchange().eventLoop();
    Optional<Problem> reason = version.unavailable(loop);
    ScriptContext context = version.context(loop);
    if (reason.isPresent() || context == null) {
      Problem problem = reason.orElseGet(ScriptProblems::recovering);
      return version.bypass().decide(hook, problem, passage.exchange(), passage.message());
    }
    Lane lane = version.lane(loop);
    @Nullable RuntimeException failure = null;
    boolean undisturbed = false;
    boolean pending = false;
    Lane.Limits allowance = context.allowance(version.limits());
    lane.enter(context.running(), allowance);
    call.begins(lane.startedNanos());
    try {
      pending = context.call(hook, call, policy);
    } catch (PolyglotException | IllegalStateException e) {
      failure = e;
    } finally {
      undisturbed = lane.leave();
    }
    PolicyResult<M> result;
    if (!undisturbed) {
      version.spoiled(loop, context);
      result = results.tripped(hook, lane.trip(), allowance, failure, passage.exchange());
    } else if (failure != null) {
      result = results.failed(hook, failure, context, passage.exchange());
    } else if (pending) {
      result = new SuspendedHook<>(this, hook, passage, context, call).await();
    } else {
      result = results.of(hook, call, passage);
    }
    if (!(result instanceof PolicyResult.Await)) {
      call.release();
    }
    context.concludeReady();
    return result;
  }

  /** Hands an answer to a suspended hook and lets it run on, to its end or its next await. */
  <M> void goOn(
      SuspendedHook<M> suspended,
      ScriptContext context,
      HostCall call,
      Value settle,
      FetchAnswer answer) {
    EventLoop loop = suspended.exchange().eventLoop();
    Lane lane = version.lane(loop);
    @Nullable RuntimeException failure = null;
    boolean undisturbed = false;
    Lane.Limits allowance = context.allowance(version.limits());
    lane.enter(context.running(), allowance);
    try {
      context.resume(call, settle, answer);
    } catch (PolyglotException | IllegalStateException e) {
      failure = e;
    } finally {
      undisturbed = lane.leave();
    }
    Hook hook = suspended.hook();
    if (!undisturbed) {
      // it fails for its own sake, not with what else waits in the context
      context.resumed(suspended);
      version.spoiled(loop, context);
      suspended.failed(
          results.tripped(hook, lane.trip(), allowance, failure, suspended.exchange()));
    } else if (failure != null) {
      context.resumed(suspended);
      suspended.failed(results.failed(hook, failure, context, suspended.exchange()));
    }
    context.concludeReady();
  }
}
