package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a script that serves: a context for each event loop, made before it serves, and
 * spares for those that the watchdog spoils.
 */
final class ScriptVersion {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptVersion.class);
  private static final int TRIAL_CALLS = 20;

  private final ScriptModule module;
  private final ScriptMeta meta;
  private final Lane.Limits limits;
  private final Set<Hook> hooks;
  private final ScriptRuntime runtime;
  private final AtomicReferenceArray<@Nullable ScriptContext> active;
  private final Queue<ScriptContext> spares = new ConcurrentLinkedQueue<>();
  private final Quarantine quarantine;
  private final ScriptFailures failures;
  private final FetchBudget fetches;
  private final Bypass bypass;
  private final HookRunner runner = new HookRunner(this);
  private volatile boolean closed;

  private ScriptVersion(
      ScriptModule module,
      ScriptMeta meta,
      ScriptContext first,
      ScriptRuntime runtime,
      LongSupplier nanoTime) {
    this.module = module;
    this.meta = meta;
    this.limits = meta.limits();
    this.hooks = first.hooks();
    this.runtime = runtime;
    this.quarantine = new Quarantine(nanoTime);
    this.fetches = new FetchBudget(meta.fetches());
    this.failures = new ScriptFailures(module.type(), nanoTime);
    this.bypass = new Bypass(module.type(), meta.onFailure(), runtime.counters(), nanoTime);
    this.active = new AtomicReferenceArray<>(runtime.loops().size());
    active.set(0, watched(first));
  }

  /**
   * Checks the module, warms it up and makes all its contexts; on the script thread.
   *
   * @throws ScriptRefusedException if it cannot serve
   */
  static ScriptVersion load(ScriptModule module, ScriptRuntime runtime) {
    return load(module, runtime, Math.min(runtime.loops().size(), 2));
  }

  /**
   * The same without spares, for expressions: there may be many, and hardly one is ever stopped.
   *
   * @throws ScriptRefusedException if it cannot serve
   */
  static ScriptVersion loadSmall(ScriptModule module, ScriptRuntime runtime) {
    return load(module, runtime, 0);
  }

  private static ScriptVersion load(ScriptModule module, ScriptRuntime runtime, int spares) {
    int loops = runtime.loops().size();
    ScriptLoader loader = runtime.loader();
    ScriptMeta meta = loader.check(module, runtime.loops().getFirst(), TRIAL_CALLS);
    ScriptVersion version =
        new ScriptVersion(module, meta, loader.load(module), runtime, System::nanoTime);
    for (int i = 1; i < loops; i++) {
      version.active.set(i, version.watched(loader.load(module)));
    }
    for (int i = 0; i < spares; i++) {
      version.spares.add(version.watched(loader.load(module)));
    }
    module.files().seal();
    runtime.opened(version);
    return version;
  }

  /** A context that takes the version out of service when a call in it cannot be stopped. */
  private ScriptContext watched(ScriptContext context) {
    context.running().whenHeld(quarantine::makePermanent);
    return context;
  }

  ScriptModule module() {
    return module;
  }

  ScriptMeta meta() {
    return meta;
  }

  Lane.Limits limits() {
    return limits;
  }

  /** What the script exports. */
  Set<Hook> hooks() {
    return hooks;
  }

  HookRunner runner() {
    return runner;
  }

  /** The fetches that all hooks of this version have under way. */
  FetchBudget fetches() {
    return fetches;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  ScriptFailures failures() {
    return failures;
  }

  Bypass bypass() {
    return bypass;
  }

  /** Why no hook can be called on the loop now; empty where one can. Called on the loop. */
  Optional<Problem> unavailable(EventLoop loop) {
    Duration quarantined = quarantine.remaining();
    if (!quarantined.isZero()) {
      return Optional.of(ScriptProblems.quarantined(quarantined));
    }
    return context(loop) == null ? Optional.of(ScriptProblems.recovering()) : Optional.empty();
  }

  Lane lane(EventLoop loop) {
    return runtime.lane(loop.index());
  }

  /** The loop's context; null while a spoiled one is being replaced or the version is closed. */
  @Nullable ScriptContext context(EventLoop loop) {
    ScriptContext context = active.get(loop.index());
    if (context == null && !closed) {
      context = spares.poll();
      active.set(loop.index(), context);
    }
    return context;
  }

  /** The loop's context was stopped: it is never used again. Called on the loop. */
  void spoiled(EventLoop loop, ScriptContext context) {
    active.compareAndSet(loop.index(), context, null);
    // later, so that whoever interrupts it has let go
    loop.execute(() -> discard(loop, context));
    runtime.execute(this::refill);
  }

  private void discard(EventLoop loop, ScriptContext context) {
    if (!context.close()) {
      lane(loop).absorb();
    }
  }

  /** Closes every context on its own loop. */
  void close() {
    closed = true;
    runtime.closed(this);
    for (EventLoop loop : runtime.loops()) {
      closeOn(loop);
    }
    runtime.execute(this::closeSpares);
  }

  private void closeOn(EventLoop loop) {
    try {
      loop.execute(() -> closeActive(loop.index()));
    } catch (RejectedExecutionException e) {
      // the loop has ended: nobody else uses its context
      closeActive(loop.index());
    }
  }

  private void closeActive(int index) {
    ScriptContext context = active.getAndSet(index, null);
    if (context != null) {
      context.close();
    }
  }

  private void closeSpares() {
    for (ScriptContext spare = spares.poll(); spare != null; spare = spares.poll()) {
      spare.close();
    }
  }

  private void refill() {
    if (closed) {
      closeSpares();
      return;
    }
    try {
      spares.add(watched(runtime.loader().load(module)));
    } catch (ScriptRefusedException e) {
      LOG.atError()
          .addKeyValue("policy", module.type())
          .addKeyValue("reason", e.getMessage())
          .log("A script that was loaded before cannot be loaded again");
    }
  }
}
