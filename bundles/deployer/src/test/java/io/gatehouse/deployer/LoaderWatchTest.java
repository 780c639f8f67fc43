package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoaderWatchTest {

  private static final LoaderWatch.Leak TIER =
      new LoaderWatch.Leak("acme.tier", "1.0.0", "deploy/tier.jar");

  private long now;
  private long collections;
  private final LoaderWatch watch = new LoaderWatch(() -> now, () -> collections);
  private final ClassLoader loader = new ClassLoader(null) {};
  private final WeakReference<ClassLoader> reference = new WeakReference<>(loader);

  private void pass(Duration time, int collected) {
    now += time.toNanos();
    collections += collected;
    watch.look();
  }

  @Test
  void whatOutlivesEnoughCollectionsIsALeak() {
    watch.expectGone(TIER, reference);

    pass(Duration.ofSeconds(61), 3);

    assertThat(watch.leaks()).containsExactly(TIER);
  }

  @Test
  void withoutCollectionsThereIsNothingToSuspect() {
    watch.expectGone(TIER, reference);

    pass(Duration.ofDays(1), 2);

    assertThat(watch.leaks()).isEmpty();
  }

  @Test
  void collectionsInABusyMinuteProveNothing() {
    watch.expectGone(TIER, reference);

    pass(Duration.ofSeconds(59), 100);

    assertThat(watch.leaks()).isEmpty();
  }

  @Test
  void whatGoesAfterAllIsNoLeakAnyMore() {
    watch.expectGone(TIER, reference);
    pass(Duration.ofSeconds(61), 3);

    reference.clear();
    pass(Duration.ofSeconds(10), 0);

    assertThat(watch.leaks()).isEmpty();
  }
}
