package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse policy}. */
@Command(name = "policy", description = "Begin a policy script, and test it.")
final class PolicyCommand implements Runnable {

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  PolicyCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "Which command: new or test?");
  }

  @Command(
      name = "new",
      description = "Write a script to begin with into the folder policies of the instance.")
  void create(
      @Parameters(paramLabel = "NAME", description = "The policy's name: that of its file.")
          String name) {
    NewName policy = new NewName(name);
    Path folder = gatehouse.instance().base().resolve("policies");
    Path file = Template.policy().write(folder, Map.of("name", policy.text())).getFirst();
    PrintWriter out = CommandLineTool.out(spec);
    out.println(file + " is written; a gateway that runs on the folder has it already.");
    out.println("Use it in a file of apis/: policies: [" + policy.text() + "]");
  }
}
