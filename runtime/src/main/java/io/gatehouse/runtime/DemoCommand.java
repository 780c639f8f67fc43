package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatehouse demo}: a gateway on a folder of its own, with back ends built in. */
@Command(
    name = "demo",
    description =
        "Run a gateway with three small APIs and their back ends, and show what to try with it.")
final class DemoCommand implements Callable<Integer> {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  DemoCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() throws InterruptedException {
    Instance instance = gatehouse.demo();
    Path shipped = instance.home().resolve("demo");
    DemoFolder folder = new DemoFolder(shipped, instance.base());
    folder.prepare();
    LogSetup.forGateway(instance, true);
    PrintWriter out = CommandLineTool.out(spec);
    return new GatewayProcess(
            instance, List.of(instance.home().resolve("system"), shipped.resolve("system")), out)
        .run(
            () -> {
              out.print(folder.welcome());
              out.flush();
            });
  }
}
