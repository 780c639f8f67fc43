package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse status}. */
@Command(
    name = "status",
    description = "Show what serves, what waits for what, and what is refused and why.")
final class StatusCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  StatusCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    GatehouseCommand.Running running = gatehouse.running();
    String status =
        new AdminClient(running.instance()).status(json ? "application/json" : "text/plain");
    PrintWriter out = CommandLineTool.out(spec);
    if (!json) {
      out.println("Process " + running.pid() + " on " + running.instance().base());
    }
    out.println(status.stripTrailing());
    return ExitCode.OK;
  }
}
