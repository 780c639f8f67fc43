package io.gatehouse.api.status;

import java.util.Map;

/**
 * Counts what policies want counted, and shows it with the gateway's own metrics: a service.
 * Thread-safe; never waits.
 */
public interface EventCounters {

  /**
   * Adds to a count. Names and the names of labels are in snake_case. Where a policy brings about
   * too many series, further ones are counted together.
   *
   * @param n 0 or more
   */
  void add(String policy, String event, Map<String, String> labels, long n);
}
