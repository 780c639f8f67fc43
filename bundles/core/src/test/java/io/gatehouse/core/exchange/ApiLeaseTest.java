package io.gatehouse.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApiLeaseTest {

  @Test
  void aRetiredLeaseLetsNobodyIn() {
    ApiLease lease = new ApiLease("a");
    assertThat(lease.acquire()).isTrue();
    CompletableFuture<Void> drained = lease.retire().toCompletableFuture();
    assertThat(lease.acquire()).isFalse();
    assertThat(drained).isNotDone();
    lease.release();
    assertThat(drained).isDone();
  }

  @Test
  void itDrainsExactlyWhenTheLastOneLeavesUnderContention() throws Exception {
    for (int round = 0; round < 200; round++) {
      ApiLease lease = new ApiLease("a");
      AtomicInteger inside = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < 500 && lease.acquire(); i++) {
                        inside.incrementAndGet();
                        inside.decrementAndGet();
                        lease.release();
                      }
                    }));
      }
      CompletableFuture<Integer> atDrain =
          lease.retire().thenApply(v -> inside.get()).toCompletableFuture();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(atDrain.get(5, TimeUnit.SECONDS)).isZero();
    }
  }
}
