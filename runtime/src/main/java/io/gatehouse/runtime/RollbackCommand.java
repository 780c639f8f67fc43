package io.gatehouse.runtime;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse rollback}. */
@Command(
    name = "rollback",
    description = {
      "Have everything serve as it did in a revision, whatever lies in the folders, until one of"
          + " the files there is edited. Holds over restarts; no request is lost."
    })
final class RollbackCommand implements Callable<Integer> {

  private static final int MARGIN_SECONDS = 15;

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "REV",
      description = "The number of a revision, as 'gatehouse revisions' lists them.")
  private long revision;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long to wait until it serves, up to 50 (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  RollbackCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    AdminClient.Reply reply =
        new AdminClient(gatehouse.running().instance())
            .patient(seconds + MARGIN_SECONDS)
            .post(
                "/rollback?revision=" + revision + "&seconds=" + seconds,
                json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(reply.text().stripTrailing());
    return reply.done() ? ExitCode.OK : ExitCode.FAILED;
  }
}
