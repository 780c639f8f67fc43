package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProcessFigures;
import io.gatehouse.it.harness.ProofReport;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a gateway holds while nobody asks anything of it. */
record Resources(LiveHeap live, int threads, int openFiles) {

  private static final double TOLERANCE = 1.05;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_SECONDS = 3;

  private static Resources of(GatehouseInstance gateway) throws Exception {
    LiveHeap live = LiveHeap.of(gateway.pid());
    ProcessFigures process = gateway.figures();
    return new Resources(live, process.threads(), process.openFiles());
  }

  /** A base to compare with: the second of two looks in a row that agree. */
  static Resources settled(GatehouseInstance gateway) throws Exception {
    Resources previous = of(gateway);
    long end = System.nanoTime() + SETTLE_NANOS;
    while (System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(LOOK_SECONDS);
      Resources now = of(gateway);
      if (now.within(previous) && previous.within(now)) {
        return now;
      }
      previous = now;
    }
    return previous;
  }

  /** What is held as soon as it is within the base's bounds, or after a minute if it never is. */
  static Resources backTo(Resources base, GatehouseInstance gateway) throws Exception {
    long end = System.nanoTime() + SETTLE_NANOS;
    Resources now = of(gateway);
    while (!now.within(base) && System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(LOOK_SECONDS);
      now = of(gateway);
    }
    return now;
  }

  /** Reports both and promises that this is no more than the base, but for 5 %. */
  void compare(ProofReport report, Resources base) {
    compare(report, "heap", live.heapBytes() / 1e6, base.live.heapBytes() / 1e6, "MB");
    compare(
        report, "metaspace", live.metaspaceBytes() / 1e6, base.live.metaspaceBytes() / 1e6, "MB");
    compare(report, "threads", threads, base.threads, "count");
    compare(report, "files", openFiles, base.openFiles, "count");
    report
        .figure("bundle-loaders.base", base.live.bundleLoaders())
        .figure("bundle-loaders.after", live.bundleLoaders())
        .figure("script-contexts.base", base.live.scriptContexts())
        .figure("script-contexts.after", live.scriptContexts())
        .figure("camel-contexts.base", base.live.camelContexts())
        .figure("camel-contexts.after", live.camelContexts())
        .promise(
            "no class loader of an old bundle remains",
            live.bundleLoaders() <= base.live.bundleLoaders())
        .promise(
            "no context of an old script remains",
            live.scriptContexts() <= base.live.scriptContexts())
        .promise(
            "no context of old routes remains", live.camelContexts() <= base.live.camelContexts());
  }

  private static void compare(
      ProofReport report, String name, double value, double base, String unit) {
    report
        .figure(name + ".base", base, unit)
        .figure(name + ".after", value, unit)
        .promise(
            String.format(
                Locale.ROOT, "%s is %.2f %s, base %.2f, and 5 %% more", name, value, unit, base),
            fits(value, base));
  }

  private boolean within(Resources base) {
    return fits((double) live.heapBytes(), (double) base.live.heapBytes())
        && fits((double) live.metaspaceBytes(), (double) base.live.metaspaceBytes())
        && fits(threads, base.threads)
        && fits(openFiles, base.openFiles)
        && live.bundleLoaders() <= base.live.bundleLoaders()
        && live.scriptContexts() <= base.live.scriptContexts()
        && live.camelContexts() <= base.live.camelContexts();
  }

  private static boolean fits(double value, double base) {
    return value <= base * TOLERANCE;
  }
}
