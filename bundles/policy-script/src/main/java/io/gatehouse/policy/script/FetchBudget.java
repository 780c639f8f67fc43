package io.gatehouse.policy.script;

import java.util.concurrent.atomic.AtomicInteger;

/** How many fetches of one version of a script may be under way at once. Thread-safe. */
final class FetchBudget {

  private final int most;
  private final AtomicInteger underWay = new AtomicInteger();

  FetchBudget(int most) {
    this.most = most;
  }

  /** Takes one, if there is one left. */
  boolean take() {
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack() {
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }
}
