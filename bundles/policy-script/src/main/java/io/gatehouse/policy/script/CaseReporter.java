package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.DocumentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In test mode, runs the cases that the launcher names and tells it what came of them; where it
 * wants to watch, again whenever a file changes. The files are framework properties: see the README
 * of runtime.
 */
@Component(
    service = {},
    immediate = true)
public final class CaseReporter {

  private static final Logger LOG = LoggerFactory.getLogger(CaseReporter.class);
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final long LOOK_MILLIS = 250;

  private final DocumentParser parser;
  private final ConfigBinder binder;
  private final Consumer<Map<String, Object>> outlet;
  private final List<Path> named;
  private final boolean watching;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  @Activate
  public CaseReporter(
      @Reference DocumentParser parser,
      @Reference ConfigBinder binder,
      @Reference(target = "(&(gatehouse.outlet=launcher)(gatehouse.mode=test))")
          Consumer<Map<String, Object>> outlet,
      BundleContext bundles) {
    this.parser = parser;
    this.binder = binder;
    this.outlet = outlet;
    this.named =
        Optional.ofNullable(bundles.getProperty("gatehouse.test.files"))
            .orElse("")
            .lines()
            .map(Path::of)
            .toList();
    this.watching = "true".equals(bundles.getProperty("gatehouse.test.watch"));
    this.thread = Thread.ofPlatform().daemon().name("gatehouse-policy-test").start(this::run);
  }

  @Deactivate
  void stop() throws InterruptedException {
    ended.countDown();
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }

  private void run() {
    try (CaseRun run = new CaseRun(parser, binder)) {
      boolean again;
      do {
        Set<Path> files = CaseFolder.files(named);
        Map<Path, String> before = states(files, run);
        report(files, run);
        again = watching && awaitChange(before, run);
      } while (again);
    } catch (InterruptedException e) {
      LOG.atDebug().log("The cases were given up");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The cases could not be run");
      outlet.accept(Map.of("code", FAILED, "text", "The cases could not be run: " + e));
    }
  }

  private void report(Set<Path> files, CaseRun run) throws InterruptedException {
    if (files.isEmpty() && !watching) {
      outlet.accept(
          Map.of("code", USAGE, "text", "There are no cases: no *.test.yaml in " + shown(named)));
      return;
    }
    CaseReport report = new CaseReport();
    for (Path file : files) {
      String shown = shown(file);
      report.add(shown, run.run(file, shown));
    }
    if (watching) {
      outlet.accept(Map.of("pending", report.text() + "\nWaiting for a change; Ctrl-C ends it."));
    } else {
      outlet.accept(Map.of("code", report.isGood() ? OK : FAILED, "text", report.text()));
    }
  }

  /** Whether a file changed; false where the end came first. */
  private boolean awaitChange(Map<Path, String> before, CaseRun run) throws InterruptedException {
    Map<Path, String> known = new HashMap<>(states(run.read(), run));
    known.putAll(before);
    while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (!states(CaseFolder.files(named), run).equals(known)) {
        return true;
      }
    }
    return false;
  }

  private static Map<Path, String> states(Set<Path> files, CaseRun run) {
    Map<Path, String> states = new HashMap<>();
    files.forEach(file -> states.put(file, state(file)));
    run.read().forEach(file -> states.put(file, state(file)));
    return states;
  }

  private static String state(Path file) {
    try {
      return Files.getLastModifiedTime(file) + "/" + Files.size(file);
    } catch (IOException gone) {
      return "gone";
    }
  }

  private static String shown(List<Path> files) {
    return String.join(", ", files.stream().map(CaseReporter::shown).toList());
  }

  /** The shorter of the ways to name it. */
  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return (file.startsWith(here) && !file.equals(here) ? here.relativize(file) : file).toString();
  }
}
