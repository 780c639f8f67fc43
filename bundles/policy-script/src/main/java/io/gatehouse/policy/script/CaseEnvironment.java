package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.identity.ConsumerDirectory;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.upstream.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a policy is lent in a case: the upstreams that the case answers for, and nothing else. */
final class CaseEnvironment implements PolicyEnvironment {

  private final CaseLoop loop;
  private final Map<String, Upstream> upstreams;

  CaseEnvironment(CaseLoop loop, Map<String, Upstream> upstreams) {
    this.loop = loop;
    this.upstreams = Map.copyOf(upstreams);
  }

  @Override
  public String api() {
    return "case";
  }

  @Override
  public String scope() {
    return "case/case/case";
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public EventLoops eventLoops() {
    return () -> List.of(loop);
  }

  @Override
  public ConsumerDirectory consumers() {
    return key -> Optional.empty();
  }

  @Override
  public CounterStore counters() {
    return (key, limit, window) ->
        CompletableFuture.completedStage(
            new CounterStore.Allowance(true, limit, window, Duration.ZERO));
  }

  @Override
  public Map<String, Upstream> upstreams() {
    return upstreams;
  }
}
