package io.gatehouse.policy.script;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one thread that runs scripts: which invocation it is in and until
 * when. Written by that thread, read by the watchdog; an invocation costs two writes that others
 * see.
 *
 * <p>The state is 0 where no script runs, an even number that is never used again for an
 * invocation, and that number plus one when the watchdog has tripped it. Who changes the state from
 * the number has the say on how the invocation ended, so that a script that finishes just in time
 * and is tripped all the same counts as tripped, and its context is never used again.
 */
final class Lane {

  private static final long PATIENCE_NANOS = 250_000_000;
  private static final long LOOK_NANOS = 200_000;

  private final AtomicLong state = new AtomicLong();
  private final AtomicInteger stopping = new AtomicInteger();
  private final Runnable absorb;
  private long next;
  private volatile long threadId;
  private volatile long startedNanos;
  private volatile Limits limits = new Limits(0, 0);
  private volatile @Nullable RunningContext running;
  private volatile Trip trip = Trip.TIME;

  /** Why the watchdog stopped an invocation. */
  enum Trip {
    TIME,
    MEMORY
  }

  /** How long an invocation may take, and how many bytes it may allocate. */
  record Limits(long nanos, long bytes) {

    private static final long EXTRA_NANOS = 50_000_000;

    /** For calls in which the engine learns the code: a moment more, of any limit. */
    Limits generous() {
      return new Limits(nanos + EXTRA_NANOS, bytes);
    }
  }

  /**
   * A lane.
   *
   * @param absorb runs on its thread after an invocation that was tripped
   */
  Lane(Runnable absorb) {
    this.absorb = absorb;
  }

  /** Begins an invocation on the lane's thread. */
  void enter(RunningContext context, Limits budget) {
    threadId = Thread.currentThread().threadId();
    running = context;
    limits = budget;
    startedNanos = System.nanoTime();
    next += 2;
    state.set(next);
  }

  /**
   * Ends it; false where the watchdog had tripped it. Then it returns when nobody stops the script
   * any more: what was meant for it would happen to whatever this thread runs next.
   */
  boolean leave() {
    boolean undisturbed = state.compareAndSet(next, 0);
    state.set(0);
    running = null;
    if (!undisturbed) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (stopping.get() > 0 && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      absorb.run();
    }
    return undisturbed;
  }

  /** Takes what is still to happen to this thread on behalf of a script that was stopped. */
  void absorb() {
    absorb.run();
  }

  /** Somebody sets out to stop what runs here. */
  void beginStopping() {
    stopping.incrementAndGet();
  }

  /** Whoever set out has stopped it, or lets it be. */
  void endStopping() {
    stopping.decrementAndGet();
  }

  /** Why the last invocation was tripped. */
  Trip trip() {
    return trip;
  }

  long state() {
    return state.get();
  }

  static boolean isRunning(long state) {
    return state != 0 && (state & 1) == 0;
  }

  long threadId() {
    return threadId;
  }

  long startedNanos() {
    return startedNanos;
  }

  Limits limits() {
    return limits;
  }

  @Nullable RunningContext running() {
    return running;
  }

  /** Trips the invocation of this state, unless it is over. */
  boolean trip(long seen, Trip reason) {
    trip = reason;
    return state.compareAndSet(seen, seen + 1);
  }

  /** Whether the thread is still in the tripped invocation. */
  boolean isHeld(long seen) {
    return state.get() == seen + 1;
  }
}
