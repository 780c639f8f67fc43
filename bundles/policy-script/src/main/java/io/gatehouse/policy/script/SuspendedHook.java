package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A call of a hook whose promise waits for something from outside. It comes to exactly one end: its
 * promise is settled, its time is up, the exchange is over, or its context is gone. Confined to the
 * event loop.
 *
 * @param <M> the message
 */
final class SuspendedHook<M> {

  private final HookRunner runner;
  private final Hook hook;
  private final HookRunner.Passage<M> passage;
  private final ScriptContext context;
  private final CompletableFuture<PolicyResult<M>> outcome = new CompletableFuture<>();
  private @Nullable HostCall call;
  private Runnable timer = () -> {};

  SuspendedHook(
      HookRunner runner,
      Hook hook,
      HookRunner.Passage<M> passage,
      ScriptContext context,
      HostCall call) {
    this.runner = runner;
    this.hook = hook;
    this.passage = passage;
    this.context = context;
    this.call = call;
  }

  /** Begins to wait. */
  PolicyResult<M> await() {
    HostCall waiting = call;
    if (waiting != null) {
      waiting.suspend(this);
      context.suspended(this);
      timer =
          exchange()
              .eventLoop()
              .schedule(this::timeIsUp, Duration.ofNanos(Math.max(1, waiting.nanosLeft())));
      exchange().onEnd(this::exchangeOver);
      sendFetches(waiting);
    }
    return PolicyResult.await(outcome);
  }

  Hook hook() {
    return hook;
  }

  Exchange exchange() {
    return passage.exchange();
  }

  /** The script has just come to its end, and is still on the thread. */
  void promiseSettled() {
    context.ready(this);
  }

  /** The promise is settled, and no script is on the thread. */
  void conclude() {
    HostCall done = call;
    if (done == null) {
      return;
    }
    PolicyResult<M> result;
    try {
      result = runner.results().of(hook, done, passage);
    } catch (RuntimeException defect) {
      result = runner.results().failed(hook, defect, context, exchange());
    }
    end(result);
  }

  /** The context goes, and whatever waits in it. */
  void contextGone() {
    end(PolicyResult.fail(ScriptProblems.recovering()));
  }

  /** The slice that went on with this call was stopped, or failed as a whole. */
  void failed(PolicyResult<M> result) {
    end(result);
  }

  private void timeIsUp() {
    HostCall waiting = call;
    if (waiting != null) {
      Problem problem = runner.results().deadline(hook, waiting, exchange());
      end(PolicyResult.fail(problem));
    }
  }

  private void exchangeOver() {
    end(PolicyResult.proceed(passage.message()));
  }

  private void sendFetches(HostCall waiting) {
    for (HostFetch fetch : waiting.takeFetches()) {
      fetch.send(exchange(), answer -> answered(fetch, answer));
    }
  }

  private void answered(HostFetch fetch, FetchAnswer answer) {
    HostCall waiting = call;
    Value settle = fetch.settle();
    if (waiting == null || settle == null) {
      return;
    }
    waiting.fetchAnswered(fetch);
    runner.goOn(this, context, waiting, settle, answer);
    if (call != null) {
      sendFetches(waiting);
    }
  }

  private void end(PolicyResult<M> result) {
    HostCall over = call;
    if (over == null) {
      return;
    }
    call = null;
    timer.run();
    context.resumed(this);
    over.release();
    outcome.complete(result);
  }
}
