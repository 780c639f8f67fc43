package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.upstream.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a policy is lent in a test: fakes that the test holds too. */
public final class TestPolicyEnvironment implements PolicyEnvironment {

  private final MutableClock clock = MutableClock.create();
  private final ManualEventLoop eventLoop = new ManualEventLoop();
  private final FakeConsumerDirectory consumers = new FakeConsumerDirectory();
  private CounterStore counters = new FakeCounterStore();
  private final Map<String, Upstream> upstreams = new HashMap<>();
  private long bufferedBody = 1 << 20;
  private String api = "orders";
  private String scope = "orders/get-order/policy";

  public TestPolicyEnvironment withApi(String changed) {
    api = changed;
    return this;
  }

  public TestPolicyEnvironment withScope(String changed) {
    scope = changed;
    return this;
  }

  public TestPolicyEnvironment withCounters(CounterStore changed) {
    counters = changed;
    return this;
  }

  public TestPolicyEnvironment withUpstream(String name, Upstream upstream) {
    upstreams.put(name, upstream);
    return this;
  }

  public TestPolicyEnvironment withBufferedBody(long bytes) {
    bufferedBody = bytes;
    return this;
  }

  @Override
  public String api() {
    return api;
  }

  @Override
  public String scope() {
    return scope;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }

  /** The one loop of {@link #eventLoops}. */
  public ManualEventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public EventLoops eventLoops() {
    return () -> List.of(eventLoop);
  }

  @Override
  public FakeConsumerDirectory consumers() {
    return consumers;
  }

  @Override
  public CounterStore counters() {
    return counters;
  }

  @Override
  public Map<String, Upstream> upstreams() {
    return Map.copyOf(upstreams);
  }

  @Override
  public long bufferedBody() {
    return bufferedBody;
  }
}
