package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Balance;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import java.util.SplittableRandom;

/** Chooses a target for a request. One for each event loop, confined to it: nothing is shared. */
interface Balancer {

  /**
   * Chooses one of the roster, which has more than one.
   *
   * @return its index among the targets of the group
   */
  int choose(Roster roster, GatewayRequest request, Exchange exchange);

  /**
   * A balancer for one event loop.
   *
   * @param lanes the targets as that loop sees them
   * @param number of the loop, so that not all begin with the same target
   */
  static Balancer of(Balance balance, Lane[] lanes, int number) {
    return switch (balance.strategy()) {
      case ROUND_ROBIN -> new RoundRobin(lanes.length, number);
      case LEAST_REQUESTS -> new LesserOfTwo(lanes, new SplittableRandom(), false);
      case EWMA -> new LesserOfTwo(lanes, new SplittableRandom(), true);
      case CONSISTENT_HASH ->
          new RendezvousHash(
              lanes, balance.key().orElseThrow(), new RoundRobin(lanes.length, number));
    };
  }
}
