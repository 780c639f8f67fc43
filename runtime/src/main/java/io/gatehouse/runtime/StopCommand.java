package io.gatehouse.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse stop}. */
@Command(
    name = "stop",
    description = "Stop the gateway; returns when requests under way are finished and it is gone.")
final class StopCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait until it is gone (default: ${DEFAULT-VALUE}).")
  private int waitSeconds;

  StopCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    GatehouseCommand.Running running = gatehouse.running();
    ProcessHandle process =
        ProcessHandle.of(running.pid())
            .orElseThrow(
                () -> new CommandFailedException(ExitCode.NOT_RUNNING, "It is gone already."));
    if (!process.destroy()) {
      throw new CommandFailedException(
          ExitCode.FAILED,
          "Not allowed to stop process "
              + running.pid()
              + ". Run this as the user that the gateway runs as.");
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    // The lock is the last thing that it lets go. The process itself may be seen for longer, where
    // nobody collects it.
    while (InstanceLock.holder(running.instance()).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailedException(
            ExitCode.FAILED,
            "Process " + running.pid() + " still finishes requests after " + waitSeconds + " s.");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    CommandLineTool.out(spec).println("Stopped process " + running.pid() + ".");
    return ExitCode.OK;
  }
}
