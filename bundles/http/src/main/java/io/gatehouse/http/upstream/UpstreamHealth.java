package io.gatehouse.http.upstream;

import io.gatehouse.api.status.MeterSource.Meter;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What is known of an upstream beyond one definition of it: an edit must not send requests to a
 * target that was left out a moment ago. Thread-safe.
 */
final class UpstreamHealth {

  private final String name;
  private final InstantSource clock;
  private final AtomicInteger changes = new AtomicInteger();
  private final Map<URI, TargetHealth> targets = new ConcurrentHashMap<>();

  /**
   * An upstream that nothing is known of.
   *
   * @param name with its API: {@code orders/backend}
   */
  UpstreamHealth(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  /** How the target of this URL is doing. */
  TargetHealth of(URI url, TargetUrl read) {
    return targets.computeIfAbsent(url, u -> new TargetHealth(name, read.label(), clock, changes));
  }

  /** What is counted of its targets. */
  Stream<Meter> meters() {
    int slash = name.indexOf('/');
    String api = name.substring(0, slash);
    String group = name.substring(slash + 1);
    return targets.values().stream().flatMap(target -> target.meters(api, group).stream());
  }

  /** Another number whenever a target went out, came back or is about to. */
  int changes() {
    return changes.get();
  }
}
