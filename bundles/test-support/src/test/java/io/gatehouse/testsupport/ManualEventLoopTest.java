package io.gatehouse.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualEventLoopTest {

  private final ManualEventLoop loop = new ManualEventLoop();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsItsOwnTasksAtOnceAndThoseOfOthersWhenAsked() throws InterruptedException {
    loop.execute(() -> ran.add("own"));
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  assertThat(loop.inEventLoop()).isFalse();
                  loop.execute(() -> ran.add("other"));
                });
    other.join();
    assertThat(ran).containsExactly("own");

    assertThat(loop.runPending()).isEqualTo(1);
    assertThat(ran).containsExactly("own", "other");
  }

  @Test
  void runsTimersInOrderWhenTheirTimeComes() {
    loop.schedule(() -> ran.add("late"), Duration.ofSeconds(2));
    loop.schedule(() -> ran.add("soon"), Duration.ofSeconds(1));
    loop.schedule(() -> ran.add("never"), Duration.ofSeconds(1)).run();
    loop.schedule(
        () -> loop.schedule(() -> ran.add("after soon"), Duration.ofMillis(500)),
        Duration.ofSeconds(1));

    loop.advance(Duration.ofMillis(999));
    assertThat(ran).isEmpty();
    loop.advance(Duration.ofMillis(1_500));

    assertThat(ran).containsExactly("soon", "after soon", "late");
    assertThat(loop.scheduledTasks()).isZero();
  }
}
