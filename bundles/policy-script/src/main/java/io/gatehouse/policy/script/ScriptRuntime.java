package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.status.EventCounters;
import io.gatehouse.api.store.CacheStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all scripts share: the engine, the watchdog with a lane for each event loop, and the script
 * thread, on which everything slow happens in order.
 */
final class ScriptRuntime implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptRuntime.class);

  /**
   * Enough to link what scripts use, which the first one waits for. More would have it compiled:
   * that keeps a processor busy for most of a minute, and scripts that are called bring it about.
   */
  private static final int WARM_UP_CALLS = 40;

  private static final Duration LONGEST_LOADING = Duration.ofSeconds(10);

  private final CacheStore cache;
  private final EventCounters counters;
  private final List<EventLoop> loops;
  private final Watchdog watchdog = new Watchdog();
  private final List<Lane> lanes;
  private final Lane loading = watchdog.lane();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("gatehouse-scripts").factory());
  private volatile @Nullable ScriptEngine engine;
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final Set<ScriptVersion> versions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private @Nullable ScriptLoader loader;

  ScriptRuntime(EventLoops eventLoops, CacheStore cache, EventCounters counters) {
    this.cache = cache;
    this.counters = counters;
    loops = List.copyOf(eventLoops.all());
    lanes = loops.stream().map(loop -> watchdog.lane()).toList();
  }

  List<EventLoop> loops() {
    return loops;
  }

  EventCounters counters() {
    return counters;
  }

  Lane lane(int loop) {
    return lanes.get(loop);
  }

  /**
   * Lets the script thread begin only when the engine is {@linkplain #start wanted}, or after so
   * long: it would take the processors from what the first request needs. Before any task.
   */
  void holdBack(Duration atMost) {
    thread.execute(
        () -> {
          try {
            if (!wanted.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
              LOG.atDebug().log("Scripts are loaded before there are definitions");
            }
          } catch (InterruptedException e) {
            LOG.atDebug().log("The script thread ends before it began");
          }
        });
  }

  /** Lets the script thread begin. */
  void start() {
    wanted.countDown();
  }

  /** Runs the task on the script thread, after what is already waiting; not after the end. */
  void execute(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      // the engine's end is the end of every context too
      LOG.atDebug().log("The script thread has ended");
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (thread.isShutdown()) {
        LOG.atDebug().log("A task of the script thread was cut short by its end");
      } else {
        LOG.atError().setCause(e).log("A task of the script thread failed");
      }
    }
  }

  /**
   * Does something on the script thread and waits for it. Not for the script thread itself.
   *
   * @throws ScriptRefusedException what the work threw
   */
  <T> T await(Callable<T> work) {
    start();
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ScriptRefusedException refused) {
        throw refused;
      }
      throw new IllegalStateException("the script engine failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a script was loaded", e);
    }
  }

  /** Loads scripts. On the script thread only; the first call makes the engine. */
  ScriptLoader loader() {
    @Nullable ScriptLoader known = loader;
    if (known != null) {
      return known;
    }
    ScriptEngine made = new ScriptEngine();
    engine = made;
    watchdog.absorbWith(made::absorb);
    ScriptLoader first = new ScriptLoader(made, loading, cache, counters);
    goOn();
    first.check(made.warmUp(), loops.getFirst(), WARM_UP_CALLS);
    goOn();
    first.stopOne(made.endless(), loops.getFirst());
    loader = first;
    return first;
  }

  private void goOn() {
    if (closed) {
      throw new IllegalStateException("the script engine ends");
    }
  }

  /** A version has contexts. */
  void opened(ScriptVersion version) {
    versions.add(version);
  }

  /** It has none any more. */
  void closed(ScriptVersion version) {
    versions.remove(version);
  }

  /** Whether the engine was started. */
  boolean hasEngine() {
    return engine != null;
  }

  /**
   * Ends what runs and frees the engine. Never while a script is being loaded: the engine waits for
   * that thread then, and that thread for the engine.
   */
  @Override
  public void close() {
    closed = true;
    // what waits in a context is told now, since nothing can wake it later
    List.copyOf(versions).forEach(ScriptVersion::close);
    thread.shutdownNow();
    boolean idle = awaitIdle();
    watchdog.close();
    @Nullable ScriptEngine running = engine;
    if (running != null && idle) {
      running.close();
    } else if (running != null) {
      LOG.atWarn().log("A script is still being loaded; the engine is left to the process's end");
    }
  }

  private boolean awaitIdle() {
    try {
      return thread.awaitTermination(LONGEST_LOADING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return thread.isTerminated();
    }
  }
}
