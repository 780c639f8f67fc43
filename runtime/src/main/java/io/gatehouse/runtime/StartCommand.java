package io.gatehouse.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse start}. */
@Command(
    name = "start",
    description = "Run the gateway in the background; returns when it is ready, or why it is not.")
final class StartCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait until it is ready (default: ${DEFAULT-VALUE}).")
  private int waitSeconds;

  StartCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instance instance = gatehouse.instance();
    // Taken for a moment: says at once what would keep the new process from starting.
    InstanceLock.take(instance).close();
    Process process = launch(instance);
    long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    while (System.nanoTime() < deadline) {
      if (Files.exists(instance.readyFile())) {
        return started(instance, process.pid());
      }
      if (Files.exists(instance.waitingFile())) {
        return waits(instance);
      }
      if (process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return failed(instance, process.exitValue());
      }
    }
    PrintWriter err = CommandLineTool.err(spec);
    err.println("Not ready after " + waitSeconds + " s; it goes on trying. See");
    err.println("  gatehouse status");
    err.println("  " + instance.log().resolve("gatehouse.log"));
    return ExitCode.START_FAILED;
  }

  private static Process launch(Instance instance) throws IOException {
    List<String> command = new ArrayList<>();
    // Its own session: the terminal's Ctrl-C and hang-up are not meant for it.
    programOnPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.add(instance.script().toString());
    command.add("--base");
    command.add(instance.base().toString());
    command.add("run");
    command.add("--background");
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(instance.consoleLog().toFile())
        .start();
  }

  private static Optional<Path> programOnPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int started(Instance instance, long pid) throws IOException {
    PrintWriter out = CommandLineTool.out(spec);
    out.print(Files.readString(instance.readyFile()));
    out.println("Process " + pid + ", log " + instance.log().resolve("gatehouse.log"));
    return ExitCode.OK;
  }

  /** It runs and will go on by itself, but not before somebody acts. */
  private int waits(Instance instance) throws IOException {
    PrintWriter err = CommandLineTool.err(spec);
    err.print(Files.readString(instance.waitingFile()));
    err.println("The gateway runs and waits for this to be mended; 'gatehouse stop' ends it.");
    return ExitCode.START_FAILED;
  }

  private int failed(Instance instance, int exitCode) throws IOException {
    PrintWriter err = CommandLineTool.err(spec);
    err.print(Files.readString(instance.consoleLog()));
    err.println("The gateway did not start.");
    return exitCode == ExitCode.OK ? ExitCode.START_FAILED : exitCode;
  }
}
