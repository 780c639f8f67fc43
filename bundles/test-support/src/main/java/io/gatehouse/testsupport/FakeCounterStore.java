package io.gatehouse.testsupport;

import io.gatehouse.api.store.CounterStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts up to the limit and never forgets, unless told to {@link #reset}. Answers at once, or when
 * told to.
 */
public final class FakeCounterStore implements CounterStore {

  private final Map<String, Long> taken = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean answersLater;
  private boolean failing;

  @Override
  public synchronized CompletionStage<Allowance> take(String key, long limit, Duration window) {
    keys.add(key);
    if (failing) {
      return CompletableFuture.failedFuture(new IllegalStateException("store is down"));
    }
    long before = taken.getOrDefault(key, 0L);
    boolean granted = before < limit;
    long after = granted ? before + 1 : before;
    taken.put(key, after);
    Allowance allowance =
        new Allowance(
            granted, limit - after, window, after < limit ? Duration.ZERO : window.dividedBy(2));
    if (!answersLater) {
      return CompletableFuture.completedFuture(allowance);
    }
    CompletableFuture<Allowance> later = new CompletableFuture<>();
    held.add(() -> later.complete(allowance));
    return later;
  }

  /** From now on answers only when {@link #answer} is called. */
  public synchronized FakeCounterStore answeringLater() {
    answersLater = true;
    return this;
  }

  /** From now on fails. */
  public synchronized FakeCounterStore failing() {
    failing = true;
    return this;
  }

  /** Gives the answers held back. */
  public synchronized void answer() {
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  /** Forgets all counts, as if every window were over. */
  public synchronized void reset() {
    taken.clear();
  }

  /** The keys that were asked for, in order. */
  public synchronized List<String> keys() {
    return List.copyOf(keys);
  }
}
