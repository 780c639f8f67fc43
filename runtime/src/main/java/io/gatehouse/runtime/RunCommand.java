package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse run}. */
@Command(
    name = "run",
    description = "Run the gateway here until Ctrl-C; requests under way are finished first.")
final class RunCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  /** Given by {@code start}: the log is in its file, the console would only repeat it. */
  @Option(names = "--background", hidden = true)
  private boolean background;

  RunCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() throws InterruptedException {
    Instance instance = gatehouse.instance();
    LogSetup.forGateway(instance, !background);
    PrintWriter out = CommandLineTool.out(spec);
    return new GatewayProcess(instance, List.of(instance.home().resolve("system")), out)
        .run(() -> {});
  }
}
