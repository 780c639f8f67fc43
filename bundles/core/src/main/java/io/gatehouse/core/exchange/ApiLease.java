package io.gatehouse.core.exchange;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the exchanges that use one compiled version of an API, so that it is closed after the last
 * of them and not before. Thread-safe; taking and giving back touch no shared cache line under
 * load.
 */
public final class ApiLease {

  private final String api;
  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean retired;

  public ApiLease(String api) {
    this.api = api;
  }

  public String api() {
    return api;
  }

  /** Begins an exchange; false if this version has been replaced: look up the current one again. */
  public boolean acquire() {
    entered.increment();
    if (retired) {
      release();
      return false;
    }
    return true;
  }

  /** Ends an exchange. */
  public void release() {
    left.increment();
    if (retired) {
      check();
    }
  }

  /** No exchange begins from now on. Completes when the last one has ended, on whatever thread. */
  public CompletionStage<Void> retire() {
    retired = true;
    check();
    return drained;
  }

  /** How many exchanges use it now, roughly. */
  public long inUse() {
    return Math.max(0, entered.sum() - left.sum());
  }

  private void check() {
    // left is read first: both only grow, so equal sums mean that nobody was inside at that moment
    long gone = left.sum();
    if (gone == entered.sum() && over.compareAndSet(false, true)) {
      drained.complete(null);
    }
  }
}
