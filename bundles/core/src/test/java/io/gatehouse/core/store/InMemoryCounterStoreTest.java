package io.gatehouse.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.store.CounterStore.Allowance;
import io.gatehouse.testsupport.CounterStoreContractTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryCounterStoreTest extends CounterStoreContractTest {

  private static final Duration WINDOW = Duration.ofSeconds(2);

  // near the end of the range: nanoTime may begin anywhere and wrap
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final InMemoryCounterStore store = new InMemoryCounterStore(nanos::get, 10_000);

  @Override
  protected CounterStore store() {
    return store;
  }

  @Override
  protected void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Test
  void aBurstIsFreeAgainExactlyOneWindowAfterItsEnd() {
    for (int i = 0; i < 5; i++) {
      assertThat(take("a", 5).granted()).isTrue();
      advance(Duration.ofMillis(1));
    }
    advance(WINDOW.minusMillis(2));
    assertThat(take("a", 5).granted()).isFalse();
    advance(Duration.ofMillis(1));

    assertThat(IntStream.range(0, 5).allMatch(i -> take("a", 5).granted())).isTrue();
  }

  @Test
  void aSteadyPaceBelowTheLimitIsNeverRefused() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(take("a", 20).granted()).as("take %s", i).isTrue();
      // 20 in 2 s would be one each 100 ms; the run that a take may share costs 1/32
      advance(Duration.ofMillis(104));
    }
  }

  @Test
  void memoryStaysBoundedWhateverKeysCome() {
    for (int i = 0; i < 300_000; i++) {
      take("key-" + i, 5);
    }
    assertThat(store.size()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void aKeyInUseOutlivesAFloodOfOthers() {
    IntStream.range(0, 5).forEach(i -> take("victim", 5));
    for (int i = 0; i < 100_000; i++) {
      take("key-" + i, 5);
      if (i % 100 == 0) {
        assertThat(take("victim", 5).granted()).isFalse();
      }
    }
  }

  @Test
  void forgetsWhatHasExpired() {
    IntStream.range(0, 5_000).forEach(i -> take("old-" + i, 5));
    advance(WINDOW);

    IntStream.range(0, 5_000).forEach(i -> take("new-" + i, 5));

    assertThat(store.size()).isLessThan(5_500);
  }

  @Test
  void refusesWhatIsNoLimit() {
    assertThatThrownBy(() -> store.take("a", 0, WINDOW)).hasMessageStartingWith("limit: 0");
    assertThatThrownBy(() -> store.take("a", 1, Duration.ZERO)).hasMessageStartingWith("window:");
  }

  private Allowance take(String key, long limit) {
    return store.take(key, limit, WINDOW).toCompletableFuture().join();
  }
}
