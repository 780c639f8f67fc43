package io.gatehouse.core.store;

import io.gatehouse.api.store.CounterStore.Allowance;
import java.time.Duration;
import java.util.Arrays;

/**
 * When one key's allowance was taken: runs of takes that lie close together, oldest first. A run
 * counts until its last take has left the window, so never more than the limit is granted within
 * any window, and a run lasts no longer than a fraction of the window, so little is given away by
 * it. Confined to its stripe's lock.
 */
final class TakenLog {

  /** How finely a window is told apart. Also bounds the memory of a key: one run for each part. */
  private static final int RUNS_PER_WINDOW = 32;

  private static final int FIRST_CAPACITY = 2;

  private long[] last = new long[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private int head;
  private int size;
  private long newestRunBegan;
  private long taken;
  private long expires;

  /** Takes one at this time, if the limit allows it. */
  Allowance take(long now, long limit, long window) {
    dropOlderThan(now - window);
    boolean granted = taken < limit;
    if (granted) {
      record(now, window);
    }
    long reset = size == 0 ? 0 : last[index(size - 1)] + window - now;
    expires = now + reset;
    return new Allowance(
        granted,
        Math.max(0, limit - taken),
        Duration.ofNanos(reset),
        Duration.ofNanos(taken < limit ? 0 : untilFree(now, limit, window)));
  }

  /** Whether nothing of what was taken counts any more. */
  boolean expired(long now) {
    return now - expires >= 0;
  }

  private void dropOlderThan(long horizon) {
    while (size > 0 && last[head] - horizon <= 0) {
      taken -= counts[head];
      head = (head + 1) % last.length;
      size--;
    }
  }

  private void record(long now, long window) {
    taken++;
    if (size > 0 && now - newestRunBegan < window / RUNS_PER_WINDOW) {
      int newest = index(size - 1);
      last[newest] = now;
      counts[newest]++;
      return;
    }
    if (size == last.length) {
      grow();
    }
    int next = index(size);
    last[next] = now;
    counts[next] = 1;
    newestRunBegan = now;
    size++;
  }

  /** Until enough of the oldest runs have left the window for one more to fit. */
  private long untilFree(long now, long limit, long window) {
    long excess = taken - limit + 1;
    for (int i = 0; i < size; i++) {
      excess -= counts[index(i)];
      if (excess <= 0) {
        return last[index(i)] + window - now;
      }
    }
    return window;
  }

  private int index(int position) {
    return (head + position) % last.length;
  }

  private void grow() {
    long[] moreLast = Arrays.copyOf(last, last.length * 2);
    long[] moreCounts = Arrays.copyOf(counts, counts.length * 2);
    for (int i = 0; i < size; i++) {
      moreLast[i] = last[index(i)];
      moreCounts[i] = counts[index(i)];
    }
    last = moreLast;
    counts = moreCounts;
    head = 0;
  }
}
