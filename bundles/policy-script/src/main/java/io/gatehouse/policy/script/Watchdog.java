package io.gatehouse.policy.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops scripts that run too long or allocate too much. One thread looks at every lane a few times
 * in every limit; what it trips is interrupted by another thread, because that waits for the script
 * to leave.
 */
final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final long POLL_NANOS = 5_000_000;
  private static final int STANDSTILL = 20;

  /** How much of an invocation may be over before it is seen first. */
  private static final long LATE_NANOS = 2 * POLL_NANOS;

  /** One that meets the end of the stack is lost; a cancellation can be sent only once. */
  private static final int INTERRUPTS = 12;

  private static final int MOST_INTERRUPTS = 20;
  private static final Duration PATIENCE = Duration.ofMillis(30);

  /** How much time of the processor a script gets to come upon the stop sign. */
  private static final long SIGN_NANOS = 8_000_000;

  /** How much it gets to leave from the depth of its recursion when it did. */
  private static final long LEAVING_NANOS = 400_000_000;

  private static final long SIGN_LOOK_NANOS = 1_000_000;

  /** Stopping begins at the limit; what still runs after this and ten limits will go on. */
  private static final long HELD_NANOS = 1_000_000_000;

  private final ThreadMXBean threads;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final Map<Lane, Sample> samples = new HashMap<>();
  private final ExecutorService interrupters =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("gatehouse-script-interrupt-", 0).factory());
  private final Thread thread;
  private volatile Runnable absorb = () -> {};
  private volatile boolean closed;

  Watchdog() {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean allocating)) {
      throw new IllegalStateException("this Java does not tell what a thread allocates");
    }
    threads = allocating;
    thread = Thread.ofPlatform().daemon().name("gatehouse-script-watchdog").start(this::watch);
  }

  /** A lane for one thread. */
  Lane lane() {
    Lane lane = new Lane(() -> absorb.run());
    lanes.add(lane);
    return lane;
  }

  /** The task runs on the thread of an invocation that was tripped, when nobody stops it more. */
  void absorbWith(Runnable task) {
    absorb = task;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    interrupters.shutdownNow();
  }

  private void watch() {
    while (!closed) {
      for (Lane lane : lanes) {
        look(lane);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void look(Lane lane) {
    long state = lane.state();
    if (!Lane.isRunning(state)) {
      return;
    }
    // Read after the state: where they belong to a later invocation, the trip fails.
    long started = lane.startedNanos();
    Lane.Limits limits = lane.limits();
    RunningContext context = lane.running();
    long allocated = threads.getThreadAllocatedBytes(lane.threadId());
    Sample sample = samples.get(lane);
    if (sample == null || sample.state() != state) {
      sample = new Sample(state, allocated, threads.getThreadCpuTime(lane.threadId()));
      samples.put(lane, sample);
    }
    if (context == null) {
      return;
    }
    long took = System.nanoTime() - started;
    if (took > limits.nanos() && worked(lane, sample, limits, took)) {
      trip(lane, state, Lane.Trip.TIME, context);
    } else if (allocated - sample.allocated() > limits.bytes()) {
      trip(lane, state, Lane.Trip.MEMORY, context);
    }
  }

  /**
   * Whether the script used the time itself: on a machine that is busy otherwise, or while garbage
   * is collected, its thread stands still and nobody is to blame.
   */
  private boolean worked(Lane lane, Sample sample, Lane.Limits limits, long took) {
    long now = threads.getThreadCpuTime(lane.threadId());
    return now < 0
        || now - sample.processorNanos()
            >= Math.max(limits.nanos() / 2, limits.nanos() - LATE_NANOS)
        || took > STANDSTILL * limits.nanos();
  }

  private void trip(Lane lane, long state, Lane.Trip reason, RunningContext context) {
    lane.beginStopping();
    if (lane.trip(state, reason)) {
      context.stop();
      execute(lane, () -> interrupt(lane, state, context));
    } else {
      lane.endStopping();
    }
  }

  private void execute(Lane lane, Runnable stop) {
    try {
      interrupters.execute(
          () -> {
            try {
              stop.run();
            } finally {
              lane.endStopping();
            }
          });
    } catch (RejectedExecutionException ended) {
      lane.endStopping();
    }
  }

  private void interrupt(Lane lane, long state, RunningContext context) {
    long since = System.nanoTime();
    long used = threads.getThreadCpuTime(lane.threadId());
    awaitSign(lane, state, context, used);
    long patience = Math.max(HELD_NANOS, 10 * lane.limits().nanos());
    boolean held = false;
    // The first attempts leave the context in order; a script that undoes them is cancelled, which
    // waits for it and must not meet an interrupt.
    boolean cancelled = false;
    for (int attempt = 0; lane.isHeld(state) && !closed; attempt++) {
      // an interrupt that the machine gave the thread no time for was none
      boolean heeded =
          threads.getThreadCpuTime(lane.threadId()) - used >= INTERRUPTS * PATIENCE.toNanos();
      if (!cancelled && attempt < (heeded ? INTERRUPTS : MOST_INTERRUPTS)) {
        context.interrupt(PATIENCE);
      } else if (!cancelled) {
        cancelled = true;
        lane.beginStopping();
        execute(lane, context::cancel);
      } else {
        LockSupport.parkNanos(POLL_NANOS);
      }
      // where the machine gives the thread no time, it is not the script that does not stop
      if (!held
          && System.nanoTime() - since > patience
          && threads.getThreadCpuTime(lane.threadId()) - used >= patience / 2) {
        held = true;
        held(context);
      }
    }
    if (held && !closed) {
      LOG.atWarn()
          .addKeyValue("policy", context.policy())
          .addKeyValue("file", context.file())
          .addKeyValue("millis", Duration.ofNanos(System.nanoTime() - since).toMillis())
          .log("A script that held its event loop has left it");
    }
  }

  /**
   * Recursion that goes on after the stack has ended ends by the sign. It is not to be interrupted
   * before it could: the engine acts on an interrupt wherever the script is, and where that is the
   * end of the stack it leaves locks behind that nobody opens again.
   */
  private void awaitSign(Lane lane, long state, RunningContext context, long used) {
    long since = System.nanoTime();
    while (lane.isHeld(state) && !closed) {
      boolean leaving = context.isLeaving();
      if (threads.getThreadCpuTime(lane.threadId()) - used > (leaving ? LEAVING_NANOS : SIGN_NANOS)
          || System.nanoTime() - since > (leaving ? HELD_NANOS : PATIENCE.toNanos())) {
        return;
      }
      LockSupport.parkNanos(SIGN_LOOK_NANOS);
    }
  }

  private static void held(RunningContext context) {
    context.held();
    LOG.atError()
        .addKeyValue("policy", context.policy())
        .addKeyValue("file", context.file())
        .addKeyValue("remedy", "mend the file and save it, then restart the gateway")
        .log("A script does not stop and holds its event loop; it is out of service");
  }

  /** What a thread had allocated and used when an invocation was first seen. */
  private record Sample(long state, long allocated, long processorNanos) {}
}
