package io.gatehouse.core.control;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * Upstreams by definition, counted: an edit that leaves an upstream as it is leaves its connections
 * and state as they are. Used on the control thread only.
 */
final class UpstreamPool {

  private final UpstreamFactory factory;
  private final Map<Key, Shared> all = new HashMap<>();

  private record Key(String api, UpstreamDefinition definition) {}

  private static final class Shared {
    private final Upstream upstream;
    private int users;

    Shared(Upstream upstream) {
      this.upstream = upstream;
    }
  }

  UpstreamPool(UpstreamFactory factory) {
    this.factory = factory;
  }

  Upstream acquire(String api, UpstreamDefinition definition) {
    Shared shared =
        all.computeIfAbsent(
            new Key(api, definition), key -> new Shared(factory.create(api, definition)));
    shared.users++;
    return shared.upstream;
  }

  void release(String api, UpstreamDefinition definition) {
    Key key = new Key(api, definition);
    Shared shared = all.get(key);
    if (shared != null && --shared.users == 0) {
      all.remove(key);
      shared.upstream.close();
    }
  }
}
