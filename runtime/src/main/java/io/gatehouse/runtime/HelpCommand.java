package io.gatehouse.runtime;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse help}. */
@Command(name = "help", description = "Show the commands, or what one of them does.")
final class HelpCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
  private @Nullable String topic;

  @Override
  public void run() {
    CommandLine gatehouse = Objects.requireNonNull(spec).commandLine().getParent();
    if (topic == null) {
      gatehouse.usage(gatehouse.getOut());
      return;
    }
    CommandLine command = gatehouse.getSubcommands().get(topic);
    if (command == null) {
      Optional<String> near = NearestWord.of(topic, gatehouse.getSubcommands().keySet());
      throw new CommandFailedException(
          ExitCode.USAGE,
          "There is no command '"
              + topic
              + "'."
              + near.map(word -> " Did you mean '" + word + "'?").orElse(""));
    }
    command.usage(gatehouse.getOut());
  }
}
