package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together and tells their failures. */
final class CommandLineTool {

  private CommandLineTool() {}

  static CommandLine create(Surroundings surroundings) {
    GatehouseCommand gatehouse = new GatehouseCommand(surroundings);
    return new CommandLine(gatehouse)
        .addSubcommand(new RunCommand(gatehouse))
        .addSubcommand(new StartCommand(gatehouse))
        .addSubcommand(new StopCommand(gatehouse))
        .addSubcommand(new StatusCommand(gatehouse))
        .addSubcommand(new CheckCommand(gatehouse))
        .addSubcommand(new ExplainCommand(gatehouse))
        .addSubcommand(new TraceCommand(gatehouse))
        .addSubcommand(new RevisionsCommand(gatehouse))
        .addSubcommand(new DiffCommand(gatehouse))
        .addSubcommand(new RollbackCommand(gatehouse))
        .addSubcommand(new ApplyCommand(gatehouse))
        .addSubcommand(new DemoCommand(gatehouse))
        .addSubcommand(new KeyCommand())
        .addSubcommand(
            new CommandLine(new PolicyCommand(gatehouse))
                .addSubcommand(new PolicyTestCommand(gatehouse)))
        .addSubcommand(new BundleCommand(gatehouse))
        .addSubcommand(new BackupCommand(gatehouse))
        .addSubcommand(new RestoreCommand(gatehouse))
        .addSubcommand(new VersionCommand())
        .addSubcommand(new HelpCommand())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, _) -> tellWrongUsage(e))
        .setExecutionExceptionHandler((e, command, _) -> tellFailure(e, command));
  }

  static PrintWriter out(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  private static int tellWrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("gatehouse: " + problem(e));
    suggestion(e).ifPresent(word -> err.println("Did you mean '" + word + "'?"));
    String help = command.getParent() == null ? "" : " " + command.getCommandName();
    err.println("See: gatehouse help" + help);
    return ExitCode.USAGE;
  }

  private static String problem(ParameterException e) {
    return unknownCommand(e)
        .map(word -> "There is no command '" + word + "'.")
        .orElseGet(() -> String.valueOf(e.getMessage()));
  }

  private static Optional<String> suggestion(ParameterException e) {
    Optional<String> command = unknownCommand(e);
    if (command.isPresent()) {
      return NearestWord.of(command.get(), e.getCommandLine().getSubcommands().keySet());
    }
    return e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
        ? unmatched.getSuggestions().stream().findFirst()
        : Optional.empty();
  }

  /** The first word, where it should have been a command and is none. */
  private static Optional<String> unknownCommand(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !e.getCommandLine().getSubcommands().isEmpty()
        ? unmatched.getUnmatched().stream().findFirst()
        : Optional.empty();
  }

  private static int tellFailure(Exception e, CommandLine command) {
    if (e instanceof CommandFailedException failure) {
      command.getErr().println("gatehouse: " + failure.getMessage());
      return failure.exitCode();
    }
    command.getErr().println("gatehouse: this is a fault of Gatehouse, please report it:");
    e.printStackTrace(command.getErr());
    return ExitCode.FAILED;
  }
}
