package io.gatehouse.policy.script;

import java.util.concurrent.atomic.AtomicLong;
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

  private final AtomicLong state = new AtomicLong();
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

    private static final long MOST_EXTRA_NANOS = 400_000_000;

    /** Five times the time, but not much more than the time of a long limit. */
    Limits generous() {
      return new Limits(nanos + Math.min(4 * nanos, MOST_EXTRA_NANOS), bytes);
    }
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

  /** Ends it; false where the watchdog had tripped it. */
  boolean leave() {
    boolean undisturbed = state.compareAndSet(next, 0);
    state.set(0);
    running = null;
    return undisturbed;
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
