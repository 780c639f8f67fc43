package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Budget;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests of an upstream may be sent again: a share of those of the last ten seconds and
 * a few in any case, so that a broken upstream gets little more to do than a sound one.
 * Thread-safe.
 */
final class RetryBudget {

  private static final int SECONDS = 10;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final AtomicReferenceArray<Second> seconds;

  private record Second(long number, LongAdder requests, AtomicInteger retries) {

    Second(long number) {
      this(number, new LongAdder(), new AtomicInteger());
    }
  }

  RetryBudget() {
    seconds = new AtomicReferenceArray<>(SECONDS);
    for (int i = 0; i < SECONDS; i++) {
      seconds.set(i, new Second(Long.MIN_VALUE));
    }
  }

  /** A request was made; the moment is one of {@link System#nanoTime}. */
  void request(long now) {
    at(now).requests().increment();
  }

  /** Whether a request may be sent again; if so, it counts. */
  boolean take(Budget budget, long now) {
    Second current = at(now);
    current.retries().incrementAndGet();
    long requests = 0;
    long retries = 0;
    for (int i = 0; i < SECONDS; i++) {
      Second second = seconds.get(i);
      if (current.number() - second.number() < SECONDS) {
        requests += second.requests().sum();
        retries += second.retries().get();
      }
    }
    if (retries * 100 <= requests * budget.percent() + 100L * SECONDS * budget.minimum()) {
      return true;
    }
    current.retries().decrementAndGet();
    return false;
  }

  private Second at(long now) {
    long number = Math.floorDiv(now, SECOND_NANOS);
    int slot = (int) Math.floorMod(number, (long) SECONDS);
    Second second = seconds.get(slot);
    if (second.number() == number) {
      return second;
    }
    seconds.compareAndSet(slot, second, new Second(number));
    return seconds.get(slot);
  }
}
