package io.gatehouse.runtime;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gatehouse policy test}: the script bundle itself runs the cases, in the engine and with
 * the limits that requests meet.
 */
@Command(
    name = "test",
    description =
        "Run the cases of policy scripts, NAME.test.yaml beside NAME.js. Needs no running gateway.")
final class PolicyTestCommand implements Callable<Integer> {

  private static final Duration AT_MOST = Duration.ofMinutes(15);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|FOLDER",
      description =
          "Cases, scripts that have some, or folders with them (default: the folder policies of the"
              + " instance).")
  private List<Path> named = List.of();

  @Option(names = "--watch", description = "Run them again whenever a file changes, until Ctrl-C.")
  private boolean watch;

  PolicyTestCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Path> files =
        named.isEmpty() ? List.of(gatehouse.instance().base().resolve("policies")) : named;
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new CommandFailedException(
            ExitCode.USAGE, file + " does not exist. Name a script, its cases or a folder.");
      }
    }
    LogSetup.scripts();
    WorkFolder work = WorkFolder.temporary();
    Thread tidyUp = Thread.ofPlatform().unstarted(work::close);
    Runtime.getRuntime().addShutdownHook(tidyUp);
    BootReport report = run(files, work);
    CommandLineTool.out(spec).println(report.text());
    return report.code();
  }

  private BootReport run(List<Path> files, WorkFolder work) throws InterruptedException {
    String paths =
        String.join(
            "\n", files.stream().map(f -> f.toAbsolutePath().normalize().toString()).toList());
    Instance instance = new Instance(gatehouse.surroundings().home(), work.path().resolve("base"));
    PrintWriter out = CommandLineTool.out(spec);
    EmbeddedFramework framework =
        new EmbeddedFramework(
            new FrameworkPlan(
                instance,
                FrameworkPlan.Mode.TEST,
                work.path().resolve("cache"),
                List.of(instance.home().resolve("system")),
                Versions.ofBuild(),
                Map.of(
                    "gatehouse.test.files",
                    paths,
                    "gatehouse.test.watch",
                    Boolean.toString(watch))),
            text -> {
              out.println(text);
              out.flush();
            });
    work.useForTemporaryFiles();
    try {
      framework.start();
      Optional<BootReport> report = framework.awaitReport(watch ? Duration.ofDays(365) : AT_MOST);
      return report.orElseThrow(
          () ->
              new CommandFailedException(
                  ExitCode.FAILED,
                  "The cases did not end within " + AT_MOST.toMinutes() + " minutes."));
    } finally {
      framework.stop(STOP);
    }
  }
}
