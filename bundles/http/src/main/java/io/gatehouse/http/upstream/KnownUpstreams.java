package io.gatehouse.http.upstream;

import io.gatehouse.api.status.MeterSource.Meter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of upstreams, for as long as a definition of them is in use: the next one is made
 * before the last one goes. Thread-safe.
 */
final class KnownUpstreams {

  private final InstantSource clock;
  private final Map<String, Known> all = new ConcurrentHashMap<>();

  private record Known(UpstreamHealth health, int users) {}

  KnownUpstreams(InstantSource clock) {
    this.clock = clock;
  }

  /** What is known of an upstream; released once. */
  UpstreamHealth acquire(String name) {
    return all.compute(
            name,
            (key, known) ->
                known == null
                    ? new Known(new UpstreamHealth(name, clock), 1)
                    : new Known(known.health(), known.users() + 1))
        .health();
  }

  List<Meter> meters() {
    return all.values().stream().flatMap(known -> known.health().meters()).toList();
  }

  void release(String name) {
    all.computeIfPresent(
        name,
        (key, known) -> known.users() == 1 ? null : new Known(known.health(), known.users() - 1));
  }
}
