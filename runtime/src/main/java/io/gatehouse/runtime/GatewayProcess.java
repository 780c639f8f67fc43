package io.gatehouse.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway in this process, from boot to drain.
 *
 * <p>SIGTERM and Ctrl-C run the shutdown hook: it stops the framework, which lets core drain, and
 * ends the process with 0. The hook halts because a JVM that a signal ends would exit with 143.
 */
final class GatewayProcess {

  /** What the bundles may take for themselves, on top of the configured drain. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Instance instance;
  private final List<Path> bundleFolders;
  private final PrintWriter out;
  private volatile boolean stopping;

  GatewayProcess(Instance instance, List<Path> bundleFolders, PrintWriter out) {
    this.instance = instance;
    this.bundleFolders = bundleFolders;
    this.out = out;
  }

  /**
   * Runs until told to stop.
   *
   * @param onReady what to do besides saying so
   * @return the {@link ExitCode}
   */
  int run(Runnable onReady) throws InterruptedException {
    try (InstanceLock lock = InstanceLock.take(instance)) {
      RestoreMark.refuseCutOff(instance);
      Logger log = LoggerFactory.getLogger("gatehouse");
      WorkFolder.emptied(instance.data().resolve("tmp")).useForTemporaryFiles();
      EmbeddedFramework framework = new EmbeddedFramework(plan(), text -> waiting(text, log));
      Thread hook =
          Thread.ofPlatform().name("gatehouse-stop").unstarted(() -> stop(framework, lock, log));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return serve(framework, onReady, log);
      } finally {
        if (!forget(hook)) {
          parkForever();
        }
        LogSetup.flush();
      }
    }
  }

  private FrameworkPlan plan() {
    return new FrameworkPlan(
        instance,
        FrameworkPlan.Mode.RUN,
        instance.data().resolve("cache"),
        bundleFolders,
        Versions.ofBuild());
  }

  private int serve(EmbeddedFramework framework, Runnable onReady, Logger log)
      throws InterruptedException {
    try {
      framework.start();
    } catch (CommandFailedException e) {
      framework.stop(GRACE);
      throw e;
    }
    BootReport report = awaitReport(framework, log);
    if (report.code() != ExitCode.OK) {
      framework.stop(GRACE);
      throw new CommandFailedException(report.code(), report.text());
    }
    say(report.text());
    log.atInfo().log("Ready");
    remove(instance.waitingFile());
    write(instance.readyFile(), report.text());
    onReady.run();
    framework.awaitStop();
    if (!stopping) {
      log.error("The framework stopped by itself");
    }
    return ExitCode.START_FAILED;
  }

  private BootReport awaitReport(EmbeddedFramework framework, Logger log)
      throws InterruptedException {
    while (true) {
      Optional<BootReport> report = framework.awaitReport(PATIENCE);
      if (report.isPresent()) {
        return report.get();
      }
      String pending = framework.pending();
      say("Not ready yet: " + pending);
      log.atWarn().addKeyValue("pending", pending).log("Not ready yet");
    }
  }

  private void stop(EmbeddedFramework framework, InstanceLock lock, Logger log) {
    stopping = true;
    say("Stopping: requests under way are finished first.");
    log.info("Stopping");
    boolean inTime = framework.stop(framework.drain().plus(GRACE));
    log.atInfo().addKeyValue("inTime", inTime).log("Stopped");
    say(inTime ? "Stopped." : "Stopped the hard way: not everything ended in time.");
    LogSetup.flush();
    lock.close();
    Runtime.getRuntime().halt(inTime ? ExitCode.OK : ExitCode.STOPPED_HARD);
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  /**
   * The start waits for somebody to act; whoever started it in the background is told by a file.
   */
  private void waiting(String text, Logger log) {
    say(text);
    log.atWarn().addKeyValue("reason", text).log("The start waits");
    write(instance.waitingFile(), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the hook will not run. */
  private static boolean forget(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** The hook is at work and will end the process. */
  private static void parkForever() {
    while (true) {
      LockSupport.park();
    }
  }
}
