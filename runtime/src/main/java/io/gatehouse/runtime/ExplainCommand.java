package io.gatehouse.runtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse explain}. */
@Command(
    name = "explain",
    description = {
      "Show which route a request would take and why the others not, its policies and what is in"
          + " force, each with the place where it is written. Nothing is sent."
    })
final class ExplainCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "METHOD", index = "0", description = "For example GET.")
  private String method = "";

  @Parameters(
      paramLabel = "URL",
      index = "1",
      description = "With the host that clients ask for, or only a path.")
  private String url = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header field of the request; may be repeated.")
  private List<String> headers = List.of();

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean json;

  ExplainCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() {
    StringBuilder resource = new StringBuilder("/explain?method=");
    resource.append(encoded(method)).append("&url=").append(encoded(url));
    headers.forEach(header -> resource.append("&header=").append(encoded(header)));
    String explanation =
        new AdminClient(gatehouse.running().instance())
            .get(resource.toString(), json ? "application/json" : "text/plain");
    CommandLineTool.out(spec).println(explanation.stripTrailing());
    return ExitCode.OK;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
