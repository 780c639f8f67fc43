package io.gatehouse.runtime;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse diff}. */
@Command(
    name = "diff",
    description = {
      "Show what lies in the folders otherwise than it serves: edits that are refused, or held back"
          + " by a rollback. With a revision: what has changed since it. With two: between them."
    })
final class DiffCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "REV",
      arity = "0..2",
      description = "Numbers of revisions, as 'gatehouse revisions' lists them.")
  private List<Long> revisions = List.of();

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  DiffCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    String resource =
        switch (revisions.size()) {
          case 0 -> "/diff?from=serving&to=folders";
          case 1 -> "/diff?from=" + revisions.getFirst() + "&to=serving";
          default -> "/diff?from=" + revisions.getFirst() + "&to=" + revisions.getLast();
        };
    String differences =
        new AdminClient(gatehouse.running().instance())
            .get(resource, json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(differences.stripTrailing());
    return ExitCode.OK;
  }
}
