package io.gatehouse.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse check}: the gateway itself reads the folder, so nothing is known twice. */
@Command(
    name = "check",
    description =
        "Find every mistake in a folder with etc, apis, policies and deploy, or with nothing but"
            + " API definitions. Opens no port, writes nothing there.")
final class CheckCommand implements Callable<Integer> {

  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final GatehouseCommand gatehouse;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder (default: the one of the instance).")
  private @Nullable Path folder;

  CheckCommand(GatehouseCommand gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path checked = folder == null ? gatehouse.instance().base() : folder.toAbsolutePath();
    LogSetup.silent();
    WorkFolder work = WorkFolder.temporary();
    Thread tidyUp = Thread.ofPlatform().unstarted(work::close);
    Runtime.getRuntime().addShutdownHook(tidyUp);
    CheckedFolder content = CheckedFolder.of(checked);
    BootReport report = check(content, work);
    CommandLineTool.out(spec).println(content.inOwnTerms(report.text()));
    return report.code();
  }

  private BootReport check(CheckedFolder checked, WorkFolder work) throws InterruptedException {
    Path base = work.path().resolve("base");
    checked.mirror(base);
    Instance instance = new Instance(gatehouse.surroundings().home(), base);
    EmbeddedFramework framework =
        new EmbeddedFramework(
            new FrameworkPlan(
                instance,
                FrameworkPlan.Mode.CHECK,
                work.path().resolve("cache"),
                List.of(instance.home().resolve("system")),
                Versions.ofBuild()),
            _ -> {});
    work.useForTemporaryFiles();
    try {
      framework.start();
      Optional<BootReport> report = framework.awaitReport(AT_MOST);
      return report.orElseThrow(
          () ->
              new CommandFailedException(
                  ExitCode.FAILED,
                  "The check did not end within "
                      + AT_MOST.toMinutes()
                      + " minutes; "
                      + framework.pending()));
    } finally {
      framework.stop(STOP);
    }
  }
}
