package io.gatehouse.core.store;

import io.gatehouse.api.store.CounterStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Counts in this process, exactly: a sliding window, on the monotonic clock, so that no step of the
 * wall clock opens or shuts it.
 *
 * <p>Keys lie in stripes, each a small map under its own lock, held for some dozens of
 * instructions. A stripe forgets expired keys as new ones come and, when it is full nevertheless,
 * the one that was asked for longest ago: memory stays bounded whatever keys clients think of, and
 * a key under attack stays because it is asked for.
 */
@Component(service = CounterStore.class, immediate = true)
public final class InMemoryCounterStore implements CounterStore {

  private static final int STRIPES = 64;
  private static final int STRIPE_SHIFT = 26;
  private static final int MOST_KEYS = 131_072;
  private static final int EXPIRED_PER_NEW = 2;

  private final LongSupplier nanoTime;
  private final Stripe[] stripes = new Stripe[STRIPES];

  @Activate
  public InMemoryCounterStore() {
    this(System::nanoTime, MOST_KEYS);
  }

  InMemoryCounterStore(LongSupplier nanoTime, int mostKeys) {
    this.nanoTime = nanoTime;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(Math.max(1, mostKeys / STRIPES));
    }
  }

  @Override
  public CompletionStage<Allowance> take(String key, long limit, Duration window) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
    }
    if (window.toNanos() < 1) {
      throw new IllegalArgumentException("window: " + window + " (expected: 1s or more)");
    }
    // multiplied, because the hashes of similar strings lie close together
    Stripe stripe = stripes[(key.hashCode() * 0x9E3779B9) >>> STRIPE_SHIFT];
    return CompletableFuture.completedFuture(stripe.take(key, limit, window.toNanos(), nanoTime));
  }

  /** How many keys are remembered. */
  int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      size += stripe.size();
    }
    return size;
  }

  /** A part of the keys, the one asked for longest ago first. */
  private static final class Stripe {

    private final int most;
    private final LinkedHashMap<String, TakenLog> logs = new LinkedHashMap<>(16, 0.75f, true);

    Stripe(int most) {
      this.most = most;
    }

    // the time is read under the lock, so that a log never sees it go back
    synchronized Allowance take(String key, long limit, long window, LongSupplier nanoTime) {
      long now = nanoTime.getAsLong();
      TakenLog log = logs.get(key);
      if (log == null) {
        makeRoom(now);
        log = new TakenLog();
        logs.put(key, log);
      }
      return log.take(now, limit, window);
    }

    synchronized int size() {
      return logs.size();
    }

    private void makeRoom(long now) {
      var oldest = logs.entrySet().iterator();
      for (int looked = 0; oldest.hasNext(); looked++) {
        Map.Entry<String, TakenLog> entry = oldest.next();
        if (looked >= EXPIRED_PER_NEW && logs.size() < most) {
          return;
        }
        if (logs.size() < most && !entry.getValue().expired(now)) {
          return;
        }
        oldest.remove();
      }
    }
  }
}
