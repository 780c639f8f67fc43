package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private final Lease lease = new Lease();

  private static boolean done(CompletionStage<Void> stage) {
    return stage.toCompletableFuture().isDone();
  }

  @Test
  void whatNobodyUsesIsUnusedAtOnce() {
    assertThat(done(lease.retire())).isTrue();
  }

  @Test
  void theLastOneEndsIt() {
    assertThat(lease.acquire()).isTrue();
    assertThat(lease.acquire()).isTrue();
    CompletionStage<Void> unused = lease.retire();

    lease.release();
    assertThat(done(unused)).isFalse();
    assertThat(lease.acquire()).as("nobody begins any more").isFalse();
    lease.release();
    assertThat(done(unused)).isTrue();
    assertThat(done(lease.retire())).as("again").isTrue();
  }
}
