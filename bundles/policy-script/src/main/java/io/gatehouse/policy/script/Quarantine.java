package io.gatehouse.policy.script;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Takes a version out of service: for a while when it is stopped again and again, for good when it
 * could not be stopped. Thread-safe.
 */
final class Quarantine {

  private static final int TRIPS = 5;
  private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();

  private final LongSupplier nanoTime;
  private final Deque<Long> trips = new ArrayDeque<>();
  private volatile boolean active;
  private volatile boolean permanent;
  private volatile long until;

  Quarantine(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Counts one; returns whether the version is out of service from now on. */
  synchronized boolean trip() {
    long now = nanoTime.getAsLong();
    trips.addLast(now);
    while (trips.getFirst() < now - WINDOW_NANOS) {
      trips.removeFirst();
    }
    if (trips.size() < TRIPS) {
      return false;
    }
    trips.clear();
    until = now + WINDOW_NANOS;
    active = true;
    return true;
  }

  /** From now on, as long as the version lasts. */
  void makePermanent() {
    permanent = true;
  }

  boolean isPermanent() {
    return permanent;
  }

  /** How long it lasts yet; zero where there is none. */
  Duration remaining() {
    if (permanent) {
      return Duration.ofNanos(WINDOW_NANOS);
    }
    if (!active) {
      return Duration.ZERO;
    }
    long left = until - nanoTime.getAsLong();
    if (left <= 0) {
      active = false;
      return Duration.ZERO;
    }
    return Duration.ofNanos(left);
  }
}
