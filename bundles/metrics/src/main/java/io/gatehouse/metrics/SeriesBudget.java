package io.gatehouse.metrics;

import java.util.concurrent.atomic.AtomicInteger;

/** How many series there may be, so that no client and no script can fill a collector. */
final class SeriesBudget {

  private final AtomicInteger left;
  private final int total;

  SeriesBudget(int total) {
    this.total = total;
    left = new AtomicInteger(total);
  }

  /** Takes so many, all or none. */
  boolean take(int series) {
    int before = left.get();
    while (before >= series) {
      if (left.compareAndSet(before, before - series)) {
        return true;
      }
      before = left.get();
    }
    return false;
  }

  int used() {
    return total - left.get();
  }
}
