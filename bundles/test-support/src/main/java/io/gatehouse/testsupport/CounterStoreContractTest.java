package io.gatehouse.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.store.CounterStore.Allowance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every counter store keeps, wherever its counts live. */
public abstract class CounterStoreContractTest {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** A store without counts. */
  protected abstract CounterStore store();

  /** Lets time pass for the store. */
  protected abstract void advance(Duration by);

  @Test
  void grantsTheLimitAndNotOneMore() {
    CounterStore store = store();

    for (int i = 4; i >= 0; i--) {
      Allowance allowance = take(store, "a", 5);
      assertThat(allowance.granted()).isTrue();
      assertThat(allowance.remaining()).isEqualTo(i);
    }
    assertThat(take(store, "a", 5).granted()).isFalse();
    assertThat(take(store, "b", 5).granted()).isTrue();
  }

  @Test
  void tellsHowLongToWaitAndKeepsTheWord() {
    CounterStore store = store();
    IntStream.range(0, 5).forEach(i -> take(store, "a", 5));

    Allowance refused = take(store, "a", 5);
    assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(WINDOW);
    assertThat(refused.resetAfter()).isGreaterThanOrEqualTo(refused.retryAfter());

    advance(refused.retryAfter());
    assertThat(take(store, "a", 5).granted()).isTrue();
  }

  @Test
  void givesTheWholeAllowanceBackAfterTheResetTime() {
    CounterStore store = store();
    IntStream.range(0, 5).forEach(i -> take(store, "a", 5));

    advance(take(store, "a", 5).resetAfter());

    assertThat(take(store, "a", 5).remaining()).isEqualTo(4);
  }

  @Test
  void chargesNothingForWhatItRefuses() {
    CounterStore store = store();
    IntStream.range(0, 5).forEach(i -> take(store, "a", 5));
    Duration wait = take(store, "a", 5).retryAfter();

    IntStream.range(0, 1_000).forEach(i -> take(store, "a", 5));

    assertThat(take(store, "a", 5).retryAfter()).isEqualTo(wait);
  }

  @Test
  void neverGrantsMoreThanTheLimitInAnyWindow() {
    CounterStore store = store();
    Duration step = Duration.ofSeconds(1);
    int[] granted = new int[600];
    for (int second = 0; second < granted.length; second++) {
      // bursts that lie around every edge a window could have
      int tries = second % 7 == 0 ? 30 : 1;
      for (int i = 0; i < tries; i++) {
        granted[second] += take(store, "a", 20).granted() ? 1 : 0;
      }
      advance(step);
    }
    for (int from = 0; from + 60 <= granted.length; from++) {
      assertThat(IntStream.range(from, from + 60).map(i -> granted[i]).sum())
          .as("granted in the window from second " + from)
          .isLessThanOrEqualTo(20);
    }
    assertThat(IntStream.of(granted).sum()).isGreaterThan(100);
  }

  @Test
  void aChangedLimitAppliesToTheCountsThereAre() {
    CounterStore store = store();
    IntStream.range(0, 5).forEach(i -> take(store, "a", 5));

    assertThat(take(store, "a", 8).granted()).isTrue();
    assertThat(take(store, "a", 3).granted()).isFalse();
  }

  @Test
  void countsExactlyUnderContention() throws ExecutionException, InterruptedException {
    CounterStore store = store();
    AtomicInteger granted = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<? extends Future<?>> runs =
          IntStream.range(0, 8)
              .mapToObj(
                  t ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 2_000; i++) {
                              if (take(store, "a", 1_000).granted()) {
                                granted.incrementAndGet();
                              }
                            }
                          }))
              .toList();
      for (Future<?> run : runs) {
        run.get();
      }
    }
    assertThat(granted).hasValue(1_000);
  }

  private static Allowance take(CounterStore store, String key, long limit) {
    return store.take(key, limit, WINDOW).toCompletableFuture().join();
  }
}
