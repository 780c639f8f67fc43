package io.gatehouse.runtime;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse revisions}. */
@Command(
    name = "revisions",
    description = "List what served when: a revision for each change, the newest first.")
final class RevisionsCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  RevisionsCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    String revisions =
        new AdminClient(gatehouse.running().instance())
            .get("/revisions", json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(revisions.stripTrailing());
    return ExitCode.OK;
  }
}
