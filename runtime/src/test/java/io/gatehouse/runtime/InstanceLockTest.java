package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {

  @TempDir Path base;

  private Instance instance() {
    return new Instance(base, base);
  }

  @Test
  void writesThePidAndRemovesIt() throws IOException {
    try (InstanceLock lock = InstanceLock.take(instance())) {
      assertThat(lock).isNotNull();
      assertThat(instance().pidFile()).hasContent(Long.toString(ProcessHandle.current().pid()));
    }
    assertThat(instance().pidFile()).doesNotExist();
  }

  @Test
  void isTakenOnce() {
    try (InstanceLock lock = InstanceLock.take(instance())) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> InstanceLock.take(instance()))
          .asInstanceOf(InstanceOfAssertFactories.type(CommandFailedException.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING))
          .satisfies(
              e ->
                  assertThat(e)
                      .hasMessageContaining("process " + ProcessHandle.current().pid())
                      .hasMessageContaining("--base"));
    }
    InstanceLock.take(instance()).close();
  }

  @Test
  void isNotDeceivedByAPidFileLeftBehind() throws IOException {
    InstanceLock.take(instance()).close();
    Files.writeString(instance().pidFile(), ProcessHandle.current().pid() + "\n");
    assertThat(InstanceLock.holder(instance())).isEmpty();
  }

  @Test
  void clearsWhatACrashedGatewayLeft() throws IOException {
    Files.createDirectories(instance().data());
    Files.writeString(instance().readyFile(), "ready");
    Files.writeString(instance().adminFile(), "{}");
    InstanceLock.take(instance()).close();
    assertThat(instance().readyFile()).doesNotExist();
    assertThat(instance().adminFile()).doesNotExist();
  }

  @Test
  void saysWhatToDoWhereItCannotWrite() throws IOException {
    Files.writeString(base.resolve("data"), "a file where a folder should be");
    assertThatThrownBy(() -> InstanceLock.take(instance()))
        .asInstanceOf(InstanceOfAssertFactories.type(CommandFailedException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.START_FAILED))
        .satisfies(e -> assertThat(e).hasMessageContaining("--base"));
  }
}
