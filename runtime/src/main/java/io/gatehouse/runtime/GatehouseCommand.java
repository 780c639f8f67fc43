package io.gatehouse.runtime;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that all others are part of, and the options that they share. */
@Command(
    name = "gatehouse",
    description = "An API gateway to run on your own machines.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Environment:",
      "  GATEHOUSE_BASE       the folder of the instance, where --base is not given",
      "  GATEHOUSE_JAVA       the Java 25 to use: its folder or its java program",
      "  GATEHOUSE_JAVA_OPTS  further options for Java when a gateway runs, e.g. -Xmx1g",
      "",
      "Exit codes: 0 done, 1 findings or failed, 2 wrong usage, 3 could not start,",
      "  4 not running, 5 already running, 6 stopped before everything had ended."
    })
final class GatehouseCommand implements Runnable {

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-b", "--base"},
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "The folder with etc, apis, policies and deploy (by default GATEHOUSE_BASE, else the"
              + " installation itself).")
  private @Nullable Path base;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show what the command does and its options.")
  @SuppressWarnings("unused") // read by picocli
  private boolean help;

  GatehouseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** The base that was asked for, if one was. */
  Optional<Path> base() {
    return Optional.ofNullable(base).or(surroundings::base);
  }

  /** What the options say. */
  Instance instance() {
    return new Instance(surroundings.home(), base().orElse(surroundings.home()));
  }

  /** The demo, which comes with the installation. */
  Instance demo() {
    return new Instance(
        surroundings.home(), Optional.ofNullable(base).orElse(surroundings.home().resolve("demo")));
  }

  /**
   * The instance that runs, with its process: the one that the options say or, where they say
   * nothing and it does not run, the demo.
   */
  Running running() {
    Instance instance = instance();
    Optional<Long> holder = InstanceLock.holder(instance);
    if (holder.isEmpty() && base().isEmpty()) {
      Instance demo = demo();
      Optional<Long> demoHolder = InstanceLock.holder(demo);
      if (demoHolder.isPresent()) {
        return new Running(demo, demoHolder.get());
      }
    }
    return new Running(
        instance,
        holder.orElseThrow(
            () ->
                new CommandFailedException(
                    ExitCode.NOT_RUNNING, "No gateway runs on " + instance.base() + ".")));
  }

  /** An instance and the process that runs it. */
  record Running(Instance instance, long pid) {}

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    command.usage(command.getErr());
    throw new ParameterException(command, "Which command?");
  }
}
