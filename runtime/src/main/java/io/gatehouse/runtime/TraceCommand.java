package io.gatehouse.runtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse trace}. */
@Command(
    name = "trace",
    description = {
      "Follow the next requests through one route: what each policy did and how long it took, who"
          + " ended it, and how much went through. Other routes are not slowed down."
    })
final class TraceCommand implements Callable<Integer> {

  private static final int MARGIN_SECONDS = 15;

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "API/ROUTE",
      description = "As 'gatehouse status' names it; of an API without routes: API/default.")
  private String route = "";

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      defaultValue = "5",
      description = "How many (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for them, up to 50 (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  TraceCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    String resource =
        "/trace?route="
            + URLEncoder.encode(route, StandardCharsets.UTF_8)
            + "&requests="
            + requests
            + "&seconds="
            + seconds;
    String trace =
        new AdminClient(gatehouse.running().instance())
            .patient(seconds + MARGIN_SECONDS)
            .get(resource, json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(trace.stripTrailing());
    return ExitCode.OK;
  }
}
