package io.gatehouse.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.gatehouse.api.status.EventCounters;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what policies want counted: a look-up and an addition. */
final class EventMeters implements EventCounters {

  private static final int MOST_OF_POLICY = 1000;

  private final MetricRegistry registry;
  private final SeriesBudget budget;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> ofPolicies = new ConcurrentHashMap<>();

  EventMeters(MetricRegistry registry, SeriesBudget budget) {
    this.registry = registry;
    this.budget = budget;
  }

  @Override
  public void add(String policy, String event, Map<String, String> labels, long n) {
    Key key = new Key(policy, event, labels);
    Counter counter = counters.get(key);
    if (counter == null) {
      // what scripts make labels of may come from clients
      counter = fits(policy) ? counter(key) : counter(new Key(policy, "other", Map.of()));
    }
    counter.inc(n);
  }

  private boolean fits(String policy) {
    return ofPolicies.computeIfAbsent(policy, p -> new AtomicInteger()).incrementAndGet()
            <= MOST_OF_POLICY
        && budget.take(1);
  }

  private Counter counter(Key key) {
    return counters.computeIfAbsent(key, k -> registry.counter(k.series()));
  }

  private record Key(String policy, String event, Map<String, String> labels) {

    Key {
      labels = Map.copyOf(labels);
    }

    String series() {
      String[] all = new String[4 + 2 * labels.size()];
      all[0] = "policy";
      all[1] = policy;
      all[2] = "event";
      all[3] = event;
      int at = 4;
      for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
        all[at++] = label.getKey();
        all[at++] = label.getValue();
      }
      return Family.EVENTS.series(all);
    }
  }
}
