package io.gatehouse.runtime;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse apply}. */
@Command(
    name = "apply",
    description = "End a rollback: have everything serve that lies in the folders.")
final class ApplyCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  ApplyCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    AdminClient.Reply reply =
        new AdminClient(gatehouse.running().instance())
            .post("/apply", json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(reply.text().stripTrailing());
    return ExitCode.OK;
  }
}
