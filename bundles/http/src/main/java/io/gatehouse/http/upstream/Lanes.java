package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Balance;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.netty.channel.EventLoop;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The targets of an upstream as one event loop sees them, and which of them is asked. Confined to
 * that loop.
 */
final class Lanes {

  private final EventLoop loop;
  private final List<Target> targets;
  private final Lane[] lanes;
  private final UpstreamHealth health;
  private final HealthRules rules;
  private final Balancer balancer;
  private final SplittableRandom random = new SplittableRandom();
  private @Nullable Roster roster;
  private int changesSeen;

  Lanes(
      EventLoop loop,
      int number,
      List<Target> targets,
      Lane[] lanes,
      UpstreamHealth health,
      HealthRules rules,
      Balance balance) {
    this.loop = loop;
    this.targets = targets;
    this.lanes = lanes;
    this.health = health;
    this.rules = rules;
    this.balancer = Balancer.of(balance, lanes, number);
  }

  EventLoop loop() {
    return loop;
  }

  Lane lane(int target) {
    return lanes[target];
  }

  /** The target for a request. */
  int first(GatewayRequest request, Exchange exchange, long now) {
    if (lanes.length == 1) {
      return 0;
    }
    Roster current = roster;
    if (current == null || !current.valid(now) || changesSeen != health.changes()) {
      for (int i = 0; i < lanes.length; i++) {
        if (targets.get(i).takesTrial(now)) {
          return i;
        }
      }
      // read first: what changes meanwhile makes another one
      changesSeen = health.changes();
      current = Roster.of(targets, rules, now);
      roster = current;
    }
    return choose(current, request, exchange);
  }

  /**
   * The target for a request that others could not take; -1 where all were asked.
   *
   * @param alsoOut whether those that are out may be asked, too
   */
  int next(BitSet asked, boolean alsoOut, GatewayRequest request, Exchange exchange, long now) {
    Roster others = Roster.of(targets, rules, now).without(asked);
    if (others != null && (alsoOut || targets.get(others.member(0)).in())) {
      return choose(others, request, exchange);
    }
    int outside = -1;
    for (int i = 0; i < lanes.length; i++) {
      Target target = targets.get(i);
      if (!asked.get(i) && target.weight() > 0) {
        if (target.in()) {
          return i;
        }
        outside = outside < 0 ? i : outside;
      }
    }
    return alsoOut ? outside : -1;
  }

  private int choose(Roster current, GatewayRequest request, Exchange exchange) {
    return current.size() == 1 ? current.member(0) : balancer.choose(current, request, exchange);
  }

  /** A number from 0 to this. */
  long upTo(long most) {
    return random.nextLong(most + 1);
  }

  int idleConnections() {
    int idle = 0;
    for (Lane lane : lanes) {
      idle += lane.idleConnections();
    }
    return idle;
  }

  void closeIdle() {
    for (Lane lane : lanes) {
      lane.closeIdle();
    }
  }
}
