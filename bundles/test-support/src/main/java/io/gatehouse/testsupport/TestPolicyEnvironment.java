package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.store.CounterStore;
import java.util.List;

/** What a policy is lent in a test: fakes that the test holds too. */
public final class TestPolicyEnvironment implements PolicyEnvironment {

  private final MutableClock clock = MutableClock.create();
  private final ManualEventLoop eventLoop = new ManualEventLoop();
  private final FakeConsumerDirectory consumers = new FakeConsumerDirectory();
  private CounterStore counters = new FakeCounterStore();
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
}
