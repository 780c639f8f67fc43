package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.http.Loops;
import io.netty.bootstrap.Bootstrap;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one upstream, asked in turn. What is shared by event loops is immutable or a
 * counter; connections belong to the loop that made them.
 */
final class TargetGroup implements Upstream {

  private final List<Target> targets;
  private final Lane[][] lanes;
  private final TimeLimits limits;
  private final Bootstrap bootstrap;
  private final @Nullable TargetTls tls;
  private final Consumer<TargetGroup> onClose;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  private TargetGroup(
      List<Target> targets,
      Lane[][] lanes,
      TimeLimits limits,
      Bootstrap bootstrap,
      @Nullable TargetTls tls,
      Consumer<TargetGroup> onClose) {
    this.targets = targets;
    this.lanes = lanes;
    this.limits = limits;
    this.bootstrap = bootstrap;
    this.tls = tls;
    this.onClose = onClose;
  }

  /** A group as defined; connects to nothing yet. */
  static TargetGroup of(
      String api,
      UpstreamDefinition definition,
      Loops loops,
      Names names,
      Bootstrap bootstrap,
      InstantSource clock,
      Consumer<TargetGroup> onClose) {
    List<Target> targets = new ArrayList<>();
    for (URI url : definition.targets()) {
      TargetUrl read = TargetUrl.of(url, "targets[" + targets.size() + "]");
      targets.add(new Target(api + '/' + definition.name(), read, clock));
    }
    if (targets.isEmpty()) {
      throw new PolicyConfigurationException("targets", "none (expected: one or more)");
    }
    boolean secure = targets.stream().anyMatch(target -> target.url().secure());
    List<EventLoop> all = loops.all();
    Lane[][] lanes = new Lane[all.size()][targets.size()];
    for (EventLoop loop : all) {
      io.netty.channel.EventLoop netty = Loops.unwrap(loop);
      for (int i = 0; i < targets.size(); i++) {
        lanes[loop.index()][i] = new Lane(targets.get(i), netty, () -> names.on(netty));
      }
    }
    return new TargetGroup(
        List.copyOf(targets),
        lanes,
        TimeLimits.of(definition.timeouts()),
        bootstrap,
        secure ? TargetTls.of(definition.tls()) : null,
        onClose);
  }

  @Override
  public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
    EventLoop loop = exchange.eventLoop();
    Call call = new Call(this, lanes[loop.index()], request, exchange);
    if (loop.inEventLoop()) {
      call.begin();
    } else {
      loop.execute(call::begin);
    }
    return call.answer();
  }

  @Override
  public List<StatusEntry> status() {
    return targets.stream().map(Target::status).toList();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    onClose.accept(this);
    for (Lane[] ofLoop : lanes) {
      io.netty.channel.EventLoop loop = ofLoop[0].loop();
      if (!loop.isShuttingDown()) {
        loop.execute(
            () -> {
              for (Lane lane : ofLoop) {
                lane.closeIdle();
              }
            });
      }
    }
  }

  boolean closed() {
    return closed;
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

  /** The target whose turn it is. */
  int firstTarget(long now) {
    int count = targets.size();
    if (count == 1) {
      return 0;
    }
    int first = Math.floorMod(turn.getAndIncrement(), count);
    for (int i = 0; i < count; i++) {
      int candidate = (first + i) % count;
      if (targets.get(candidate).promising(now)) {
        return candidate;
      }
    }
    return first;
  }

  /** The target to ask after one that accepted no connection; -1 where all were asked. */
  int nextTarget(int after, BitSet asked, long now) {
    int count = targets.size();
    int lastResort = -1;
    for (int i = 1; i < count; i++) {
      int candidate = (after + i) % count;
      if (!asked.get(candidate)) {
        if (targets.get(candidate).promising(now)) {
          return candidate;
        }
        lastResort = lastResort < 0 ? candidate : lastResort;
      }
    }
    return lastResort;
  }

  /** Idle connections on one event loop, which must be the caller. */
  int idleConnections(EventLoop loop) {
    int idle = 0;
    for (Lane lane : lanes[loop.index()]) {
      idle += lane.idleConnections();
    }
    return idle;
  }
}
