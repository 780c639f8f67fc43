package io.gatehouse.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Counts who uses something, so that it is ended after the last of them. Thread-safe. */
final class Lease {

  private static final long RETIRED = Long.MIN_VALUE;

  /** How many use it; with the sign bit once nobody may begin to. */
  private final AtomicLong users = new AtomicLong();

  private final CompletableFuture<Void> unused = new CompletableFuture<>();

  /** Begins to use it; false once it is retired. */
  boolean acquire() {
    while (true) {
      long now = users.get();
      if (now < 0) {
        return false;
      }
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void release() {
    if (users.decrementAndGet() == RETIRED) {
      unused.complete(null);
    }
  }

  /** Nobody begins to use it from now on. Completes when nobody uses it. */
  CompletionStage<Void> retire() {
    if (users.getAndUpdate(now -> now | RETIRED) == 0) {
      unused.complete(null);
    }
    return unused;
  }
}
