package io.gatehouse.deployer;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops bundles, each on a thread of its own and within a time limit: what a bundle does
 * then is its author's code, and may take for ever. Platform threads, because such code may also
 * spin, and a virtual thread would take a carrier from everybody else.
 */
final class Starter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Starter.class);

  /** How Felix tells of a package that comes from two bundles. */
  private static final Pattern TORN =
      Pattern.compile("package '([^']+)' from resources (\\S+) .* and (\\S+) \\[.* via two");

  private final StartCheck check;
  private final ScheduledExecutorService clock;
  private final Duration limit;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  /**
   * A starter with this limit.
   *
   * @param clock runs nothing but what ends at once
   */
  Starter(StartCheck check, ScheduledExecutorService clock, Duration limit) {
    this.check = check;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * Starts a resolved bundle and makes what it offers.
   *
   * @param removed called when a bundle that started too late has been uninstalled
   */
  CompletionStage<StartOutcome> start(Bundle bundle, Runnable removed) {
    return limited(
        "start",
        bundle,
        () -> startNow(bundle),
        this::late,
        () -> {
          stopNow(bundle);
          removed.run();
        });
  }

  /** Finds out again what a running bundle offers. */
  CompletionStage<StartOutcome> check(Bundle bundle) {
    return limited("check", bundle, () -> check.check(bundle), this::late, () -> {});
  }

  /** Stops and uninstalls the bundle. Completes at the limit at the latest. */
  CompletionStage<Void> stop(Bundle bundle) {
    return limited(
        "stop",
        bundle,
        () -> {
          stopNow(bundle);
          return null;
        },
        (late, thread) -> {
          LOG.atWarn()
              .addKeyValue("bundle", late.getSymbolicName())
              .addKeyValue("version", late.getVersion())
              .addKeyValue("limit", limit)
              .log("A bundle does not stop; its threads and classes stay until it does");
          return null;
        },
        () -> {});
  }

  /** Interrupts what has not come to its end: a framework cannot stop a bundle that is starting. */
  @Override
  public void close() {
    running.forEach(Thread::interrupt);
  }

  @SuppressWarnings("CatchingUnchecked") // a bundle's code may throw anything
  private StartOutcome startNow(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return check.checkNew(bundle);
    } catch (BundleException e) {
      return e.getType() == BundleException.RESOLVE_ERROR
          ? new StartOutcome.Unmet(List.of(conflict(e)))
          : new StartOutcome.Failed(
              List.of(
                  new Complaint(
                      "failed to start: " + Reason.of(e), "Mend the bundle and drop it again")));
    } catch (Throwable e) {
      return new StartOutcome.Failed(
          List.of(
              new Complaint(
                  "failed to start: " + Reason.of(e), "Mend the bundle and drop it again")));
    }
  }

  /** Everything it needs is there, and cannot be had together. */
  private static Complaint conflict(BundleException e) {
    String reason = Reason.of(e);
    Matcher torn = TORN.matcher(reason);
    return torn.find()
        ? new Complaint(
            "would see the package %s of both %s and %s, by different ways"
                .formatted(torn.group(1), torn.group(2), torn.group(3)),
            "Build it, and what it imports, for one of them")
        : new Complaint("cannot be resolved: " + reason, "Mend the bundle and drop it again");
  }

  private static void stopNow(Bundle bundle) {
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
    } catch (BundleException | IllegalStateException e) {
      LOG.atWarn()
          .addKeyValue("bundle", bundle.getSymbolicName())
          .addKeyValue("version", bundle.getVersion())
          .addKeyValue("reason", Reason.of(e))
          .log("A bundle complains about being stopped");
    }
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      LOG.atDebug()
          .addKeyValue("bundle", bundle.getSymbolicName())
          .addKeyValue("reason", Reason.of(e))
          .log("A bundle was uninstalled already");
    }
  }

  private StartOutcome late(Bundle bundle, Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    String where = stack.length == 0 ? "" : "; it is in " + stack[0];
    return new StartOutcome.Late(
        new Complaint(
            "did not start within " + limit.toSeconds() + " s" + where,
            "Let it do slow work on a thread of its own, and drop it again"));
  }

  /** What libraries in the bundle expect to find there. */
  private static @Nullable ClassLoader loader(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    return wiring == null ? null : wiring.getClassLoader();
  }

  /** What comes too late, or dies, is cleared away when it has come to its end. */
  private static <T> void run(
      Bundle bundle,
      Supplier<T> work,
      BiFunction<Bundle, Thread, T> ifLate,
      Runnable afterAll,
      CompletableFuture<T> result) {
    boolean inTime = false;
    try {
      inTime = result.complete(work.get());
    } catch (Throwable defect) {
      LOG.atError().addKeyValue("bundle", bundle).setCause(defect).log("A bundle's thread died");
      result.complete(ifLate.apply(bundle, Thread.currentThread()));
    }
    if (!inTime) {
      afterAll.run();
    }
  }

  private <T> CompletionStage<T> limited(
      String verb,
      Bundle bundle,
      Supplier<T> work,
      BiFunction<Bundle, Thread, T> ifLate,
      Runnable afterAll) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("gatehouse-" + verb + "-" + bundle.getSymbolicName())
            .unstarted(
                () -> {
                  try {
                    run(bundle, work, ifLate, afterAll, result);
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                });
    thread.setContextClassLoader(loader(bundle));
    running.add(thread);
    thread.start();
    ScheduledFuture<?> alarm =
        clock.schedule(
            () -> {
              if (!result.isDone() && result.complete(ifLate.apply(bundle, thread))) {
                thread.interrupt();
              }
            },
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    return result.whenComplete((outcome, failure) -> alarm.cancel(false));
  }
}
