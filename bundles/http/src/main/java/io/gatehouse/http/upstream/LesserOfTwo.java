package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import java.util.SplittableRandom;

/**
 * Of two targets at random the one with less to do: all requests under way count, of whatever event
 * loop, and by choice how long the target has been taking. To look at two is nearly as good as to
 * look at all, and does not send everybody to the same one.
 */
final class LesserOfTwo implements Balancer {

  private final Lane[] lanes;
  private final SplittableRandom random;
  private final boolean byLatency;

  LesserOfTwo(Lane[] lanes, SplittableRandom random, boolean byLatency) {
    this.lanes = lanes;
    this.random = random;
    this.byLatency = byLatency;
  }

  @Override
  public int choose(Roster roster, GatewayRequest request, Exchange exchange) {
    int one = random.nextInt(roster.size());
    int other = random.nextInt(roster.size() - 1);
    other = other >= one ? other + 1 : other;
    long now = byLatency ? System.nanoTime() : 0;
    return load(roster, one, now) <= load(roster, other, now)
        ? roster.member(one)
        : roster.member(other);
  }

  private double load(Roster roster, int at, long now) {
    Lane lane = lanes[roster.member(at)];
    int underWay = lane.target().health().underWay();
    double cost = underWay + 1.0;
    if (byLatency) {
      cost *= lane.pace().nanos(now, underWay > 0);
    }
    return cost / roster.share(at);
  }
}
