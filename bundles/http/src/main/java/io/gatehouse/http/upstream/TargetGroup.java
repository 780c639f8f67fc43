package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Check;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.http.Loops;
import io.netty.bootstrap.Bootstrap;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one upstream. What is shared by event loops is immutable or a counter; connections
 * belong to the loop that made them.
 */
final class TargetGroup implements Upstream {

  private final List<Target> targets;
  private final List<Lanes> lanes;
  private final UpstreamHealth health;
  private final @Nullable RetryRules retries;
  private final Admission.@Nullable Door door;
  private final TimeLimits limits;
  private final Bootstrap bootstrap;
  private final @Nullable TargetTls tls;
  private final Consumer<TargetGroup> onClose;
  private final List<HealthChecks> checks = new ArrayList<>();
  private volatile boolean closed;

  private TargetGroup(
      List<Target> targets,
      List<Lanes> lanes,
      UpstreamHealth health,
      @Nullable RetryRules retries,
      Admission.@Nullable Door door,
      TimeLimits limits,
      Bootstrap bootstrap,
      @Nullable TargetTls tls,
      Consumer<TargetGroup> onClose) {
    this.targets = targets;
    this.lanes = lanes;
    this.health = health;
    this.retries = retries;
    this.door = door;
    this.limits = limits;
    this.bootstrap = bootstrap;
    this.tls = tls;
    this.onClose = onClose;
  }

  /**
   * A group as defined; connects to nothing yet.
   *
   * @param health what is known of the upstream already
   */
  static TargetGroup of(
      UpstreamDefinition definition,
      UpstreamHealth health,
      Loops loops,
      Names names,
      Bootstrap bootstrap,
      Consumer<TargetGroup> onClose) {
    HealthRules rules = HealthRules.of(definition.health(), definition.targets().size() == 1);
    List<Target> targets = new ArrayList<>();
    for (UpstreamDefinition.Target written : definition.targets()) {
      TargetUrl url = TargetUrl.of(written.url(), "targets[" + targets.size() + "]");
      targets.add(
          new Target(url, written.weight(), written.priority(), rules, health.acquire(url)));
    }
    if (targets.stream().allMatch(target -> target.weight() == 0)) {
      throw new PolicyConfigurationException("targets", "none (expected: one or more)");
    }
    boolean secure = targets.stream().anyMatch(target -> target.url().secure());
    boolean counting =
        switch (definition.balance().strategy()) {
          case LEAST_REQUESTS, EWMA -> true;
          case ROUND_ROBIN, CONSISTENT_HASH -> false;
        };
    List<Lanes> lanes = new ArrayList<>();
    for (EventLoop loop : loops.all()) {
      io.netty.channel.EventLoop netty = Loops.unwrap(loop);
      Lane[] ofLoop =
          targets.stream()
              .map(target -> new Lane(target, netty, () -> names.on(netty), counting))
              .toArray(Lane[]::new);
      lanes.add(
          new Lanes(netty, loop.index(), targets, ofLoop, health, rules, definition.balance()));
    }
    TargetGroup group =
        new TargetGroup(
            List.copyOf(targets),
            List.copyOf(lanes),
            health,
            definition.retries().map(RetryRules::of).orElse(null),
            door(definition, rules),
            TimeLimits.of(
                definition.timeouts(),
                definition.retries().flatMap(UpstreamDefinition.Retries::perTryTimeout)),
            bootstrap,
            secure ? TargetTls.of(definition.tls()) : null,
            onClose);
    definition.health().check().ifPresent(check -> group.check(check, definition, loops, names));
    return group;
  }

  /** Has each target asked how it is, on one of the event loops each. */
  private void check(Check rules, UpstreamDefinition definition, Loops loops, Names names) {
    for (int i = 0; i < targets.size(); i++) {
      EventLoop loop = loops.all().get(i % loops.all().size());
      Target target = targets.get(i);
      Probe probe =
          rules.path().isEmpty()
              ? new TcpProbe(lanes.get(loop.index()).lane(i), bootstrap, rules.timeout())
              : new HttpProbe(
                  of(
                      alone(definition, i, rules),
                      new UpstreamHealth(health.name(), InstantSource.system()),
                      loops,
                      names,
                      bootstrap,
                      _ -> {}),
                  loop,
                  target.url().hostField(),
                  rules.path().get(),
                  rules.statuses());
      HealthChecks started = new HealthChecks(target.health(), rules, loop, probe);
      checks.add(started);
      started.begin();
    }
  }

  /** An upstream of one target, for nobody but those who ask how it is. */
  private static UpstreamDefinition alone(UpstreamDefinition definition, int target, Check rules) {
    return new UpstreamDefinition(
        definition.name(),
        List.of(definition.targets().get(target).url()),
        new UpstreamDefinition.Timeouts(rules.timeout(), rules.timeout(), rules.timeout()),
        definition.tls());
  }

  private static Admission.@Nullable Door door(UpstreamDefinition definition, HealthRules rules) {
    return definition.circuitBreaker().isEmpty() && definition.limits().isEmpty()
        ? null
        : new Admission.Door(
            definition.circuitBreaker().map(CircuitBreaker.Rules::of).orElse(null),
            definition.limits().orElse(null),
            rules.bad());
  }

  @Override
  public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
    EventLoop loop = exchange.eventLoop();
    Call call = new Call(this, lanes.get(loop.index()), request, exchange);
    if (loop.inEventLoop()) {
      call.begin();
    } else {
      loop.execute(call::begin);
    }
    return call.answer();
  }

  @Override
  public List<StatusEntry> status() {
    return targets.stream().map(target -> target.health().status()).toList();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    onClose.accept(this);
    checks.forEach(HealthChecks::close);
    targets.forEach(target -> health.release(target.url()));
    for (Lanes ofLoop : lanes) {
      if (!ofLoop.loop().isShuttingDown()) {
        ofLoop.loop().execute(ofLoop::closeIdle);
      }
    }
  }

  boolean closed() {
    return closed;
  }

  UpstreamHealth health() {
    return health;
  }

  /** When requests are sent again; null for never. */
  @Nullable RetryRules retries() {
    return retries;
  }

  /** What a request has to pass first; null where there is nothing. */
  @Nullable Admission admission(Call call, Lanes ofLoop) {
    return door == null ? null : new Admission(call, ofLoop.loop(), health, door);
  }

  TimeLimits limits() {
    return limits;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  @Nullable TargetTls tls() {
    return tls;
  }

  /** Idle connections on one event loop, which must be the caller. */
  int idleConnections(EventLoop loop) {
    return lanes.get(loop.index()).idleConnections();
  }
}
