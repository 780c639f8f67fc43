package io.gatehouse.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Felix with the installation's bundles in it. Whoever starts it stops it.
 *
 * <p>The bundles report to the launcher by a {@link Consumer} service with the property {@code
 * gatehouse.outlet=launcher}; see {@link BootReport}.
 */
final class EmbeddedFramework {

  /** Bundles of lower start levels are what the gateway cannot be without. */
  private static final int ESSENTIAL_BELOW = 40;

  private static final String BOOT_PHASE = "io.gatehouse.api.status.BootPhase";
  private static final List<String> PHASES = List.of("bundles", "scripts", "definitions");

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFramework.class);

  private final FrameworkPlan plan;
  private final Consumer<String> onPending;
  private final SystemBundles bundles;
  private final Framework framework;
  private final CompletableFuture<BootReport> report = new CompletableFuture<>();

  /**
   * Prepares it.
   *
   * @param onPending told what the start waits for, where somebody must act
   */
  EmbeddedFramework(FrameworkPlan plan, Consumer<String> onPending) {
    this.plan = plan;
    this.onPending = onPending;
    this.bundles = SystemBundles.in(plan.bundleFolders());
    Map<String, Object> properties = new HashMap<>(plan.properties());
    properties.put(
        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(bundles.highestLevel()));
    properties.put(FelixConstants.LOG_LOGGER_PROP, new FelixLog());
    this.framework = new FrameworkFactory().newFramework(properties);
  }

  /**
   * Boots; returns when every bundle has had its turn.
   *
   * @throws CommandFailedException if a bundle that the gateway cannot be without does not start
   */
  void start() {
    try {
      framework.init();
      offerOutlet();
      List<Bundle> installed = installAll();
      framework.start();
      requireActive(installed);
    } catch (BundleException e) {
      throw new CommandFailedException(
          ExitCode.START_FAILED, "The framework does not start: " + e.getMessage());
    }
  }

  private void offerOutlet() {
    Consumer<Map<String, Object>> outlet =
        said ->
            BootReport.pendingIn(said)
                .ifPresentOrElse(onPending, () -> report.complete(BootReport.from(said)));
    framework
        .getBundleContext()
        .registerService(
            Consumer.class,
            outlet,
            FrameworkUtil.asDictionary(
                Map.of("gatehouse.outlet", "launcher", "gatehouse.mode", plan.mode().text())));
  }

  private List<Bundle> installAll() throws BundleException {
    List<Bundle> installed = new ArrayList<>();
    for (Map.Entry<Integer, List<Path>> level : bundles.byLevel().entrySet()) {
      for (Path jar : level.getValue()) {
        if (plan.mode().includes(jar)) {
          installed.add(install(jar, level.getKey()));
        }
      }
    }
    for (Bundle bundle : installed) {
      if (!isFragment(bundle)) {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      }
    }
    return installed;
  }

  /** By reference: the framework reads the jar where it is and copies nothing. */
  private Bundle install(Path jar, int level) throws BundleException {
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + jar.toUri());
    bundle.adapt(BundleStartLevel.class).setStartLevel(level);
    return bundle;
  }

  private static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
  }

  private static void requireActive(List<Bundle> installed) {
    List<String> missing = new ArrayList<>();
    for (Bundle bundle : installed) {
      if (isFragment(bundle) || bundle.getState() == Bundle.ACTIVE) {
        continue;
      }
      String reason = whyNotActive(bundle);
      LOG.atError()
          .addKeyValue("bundle", bundle.getSymbolicName())
          .addKeyValue("reason", reason)
          .log("A bundle of the installation does not start");
      if (bundle.adapt(BundleStartLevel.class).getStartLevel() < ESSENTIAL_BELOW) {
        missing.add(bundle.getSymbolicName() + ": " + reason);
      }
    }
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          ExitCode.START_FAILED,
          "The installation is damaged. These bundles do not start:\n  "
              + String.join("\n  ", missing));
    }
  }

  private static String whyNotActive(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return "started late";
    } catch (BundleException e) {
      Throwable cause = e.getCause();
      return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
    }
  }

  /** What the bundles reported, as soon as they do; empty if they have not when the time is up. */
  Optional<BootReport> awaitReport(Duration atMost) throws InterruptedException {
    try {
      return Optional.of(report.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is not done yet, in words. */
  String pending() {
    List<String> done =
        phaseServices().stream()
            .map(service -> String.valueOf(service.getProperty("phase")))
            .toList();
    List<String> open = PHASES.stream().filter(phase -> !done.contains(phase)).toList();
    return open.isEmpty()
        ? "the first revision does not serve"
        : "not done: " + String.join(", ", open);
  }

  private List<ServiceReference<?>> phaseServices() {
    try {
      ServiceReference<?>[] found =
          framework.getBundleContext().getAllServiceReferences(BOOT_PHASE, null);
      return found == null ? List.of() : Arrays.asList(found);
    } catch (InvalidSyntaxException | IllegalStateException e) {
      return List.of();
    }
  }

  /** What is known by now of the reported drain time; zero before the report. */
  Duration drain() {
    BootReport known = report.getNow(new BootReport(0, "", Duration.ZERO));
    return known.drain();
  }

  /** Returns when the framework has stopped, whoever stopped it. */
  void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops the bundles in reverse order of their start levels. Returns whether all did in time. */
  boolean stop(Duration atMost) {
    report.complete(
        new BootReport(ExitCode.START_FAILED, "Stopped before it was ready.", Duration.ZERO));
    try {
      framework.stop();
      return framework.waitForStop(atMost.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    } catch (BundleException e) {
      LOG.error("The framework does not stop", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
