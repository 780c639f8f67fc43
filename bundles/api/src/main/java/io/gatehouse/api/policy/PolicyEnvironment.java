package io.gatehouse.api.policy;

import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.identity.ConsumerDirectory;
import io.gatehouse.api.store.CounterStore;
import java.time.InstantSource;

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
}
