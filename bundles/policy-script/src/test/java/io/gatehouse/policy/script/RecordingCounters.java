package io.gatehouse.policy.script;

import io.gatehouse.api.status.EventCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Notes what is counted. */
final class RecordingCounters implements EventCounters {

  private final List<String> counted = new ArrayList<>();

  List<String> counted() {
    return counted;
  }

  @Override
  public void add(String policy, String event, Map<String, String> labels, long n) {
    counted.add(policy + " " + event + " " + new TreeMap<>(labels) + " " + n);
  }
}
