package io.gatehouse.deployer;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether the class loaders of removed bundles go away. One that stays is a leak: every
 * deployment adds its classes to those of the one before, until memory is full. Thread-safe.
 *
 * <p>Nothing is forced: a loader is suspicious only after collections that could have freed it, and
 * those that look at young objects only cannot.
 */
final class LoaderWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LoaderWatch.class);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int COLLECTIONS = 3;
  private static final Pattern YOUNG =
      Pattern.compile("(?i).*(young|minor|scavenge|copy|parnew).*");

  private final LongSupplier nanoTime;
  private final LongSupplier collections;
  private final List<Watched> watched = new ArrayList<>();

  LoaderWatch(LongSupplier nanoTime, LongSupplier collections) {
    this.nanoTime = nanoTime;
    this.collections = collections;
  }

  private static final class Watched {
    private final Leak described;
    private final WeakReference<ClassLoader> loader;
    private final long since;
    private final long collectionsThen;
    private boolean leaked;

    Watched(Leak described, WeakReference<ClassLoader> loader, long since, long collectionsThen) {
      this.described = described;
      this.loader = loader;
      this.since = since;
      this.collectionsThen = collectionsThen;
    }
  }

  /** A bundle that is gone while its classes are not. */
  record Leak(String symbolicName, String version, String file) {}

  /** How many collections there were that look at old objects too. */
  static long collectionsOfAll() {
    long total = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!YOUNG.matcher(collector.getName()).matches()) {
        total += Math.max(0, collector.getCollectionCount());
      }
    }
    return total;
  }

  /** Expects this loader to go away from now on. */
  synchronized void expectGone(Leak described, WeakReference<ClassLoader> loader) {
    if (loader.get() != null) {
      watched.add(new Watched(described, loader, nanoTime.getAsLong(), collections.getAsLong()));
    }
  }

  /** Looks whether they are gone. To be called now and then. */
  synchronized void look() {
    watched.removeIf(each -> each.loader.get() == null);
    long now = nanoTime.getAsLong();
    long collected = collections.getAsLong();
    for (Watched each : watched) {
      boolean due =
          now - each.since >= PATIENCE.toNanos() && collected - each.collectionsThen >= COLLECTIONS;
      if (due && !each.leaked) {
        each.leaked = true;
        LOG.atWarn()
            .addKeyValue("bundle", each.described.symbolicName())
            .addKeyValue("version", each.described.version())
            .addKeyValue("file", each.described.file())
            .log(
                "A removed bundle's classes are still in use: something it started or"
                    + " registered was not ended when it was stopped");
      }
    }
  }

  /** What has leaked and not gone since. */
  synchronized List<Leak> leaks() {
    return watched.stream()
        .filter(each -> each.leaked && each.loader.get() != null)
        .map(each -> each.described)
        .toList();
  }
}
