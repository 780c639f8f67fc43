package io.gatehouse.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.function.Supplier;

/** How the Java process is doing, read when asked. */
final class JvmGauges {

  private JvmGauges() {}

  static void register(MetricRegistry registry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory(registry, "heap", memory::getHeapMemoryUsage);
    memory(registry, "nonheap", memory::getNonHeapMemoryUsage);
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      gauge(registry, Family.BUFFERS.series("pool", pool.getName()), pool::getMemoryUsed);
    }
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      gauge(
          registry,
          Family.GC_COLLECTIONS.series("gc", gc.getName()),
          () -> known(gc.getCollectionCount()));
      gauge(
          registry,
          Family.GC_SECONDS.series("gc", gc.getName()),
          () -> known(gc.getCollectionTime()) / 1e3);
    }
    gauge(registry, Family.THREADS.series(), ManagementFactory.getThreadMXBean()::getThreadCount);
    gauge(
        registry,
        Family.CLASSES.series(),
        ManagementFactory.getClassLoadingMXBean()::getLoadedClassCount);
    gauge(
        registry,
        Family.START.series(),
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
  }

  private static void memory(MetricRegistry registry, String area, Supplier<MemoryUsage> usage) {
    gauge(registry, Family.MEMORY_USED.series("area", area), () -> usage.get().getUsed());
    gauge(registry, Family.MEMORY_COMMITTED.series("area", area), () -> usage.get().getCommitted());
    gauge(registry, Family.MEMORY_MAX.series("area", area), () -> usage.get().getMax());
  }

  private static void gauge(MetricRegistry registry, String series, Supplier<Number> value) {
    registry.register(series, (Gauge<Number>) value::get);
  }

  /** A collector that does not count says -1; a counter must not go below zero. */
  private static long known(long count) {
    return Math.max(0, count);
  }
}
