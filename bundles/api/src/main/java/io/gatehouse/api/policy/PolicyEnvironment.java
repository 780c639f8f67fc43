package io.gatehouse.api.policy;

import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.identity.ConsumerDirectory;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.upstream.Upstream;
import java.time.InstantSource;
import java.util.Map;

/** What the gateway lends a policy when it is made. Valid until the policy is closed. */
public interface PolicyEnvironment {

  /** The API the policy serves, empty for a global one compiled outside any. */
  String api();

  /**
   * Where in the definitions the policy stands, unique per use: {@code
   * orders/get-order/rate-limit}.
   */
  String scope();

  InstantSource clock();

  EventLoops eventLoops();

  ConsumerDirectory consumers();

  CounterStore counters();

  /**
   * The upstreams that the API declares, by name; they last as long as the policy. Empty outside
   * any API.
   */
  default Map<String, Upstream> upstreams() {
    return Map.of();
  }

  /** The most bytes of a message's content that the API allows to be held in memory. */
  default long bufferedBody() {
    return 1 << 20;
  }
}
