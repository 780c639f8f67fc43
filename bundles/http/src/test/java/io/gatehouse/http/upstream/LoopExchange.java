package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.testsupport.FakeExchange;
import java.util.Map;
import java.util.Optional;

/** The fake exchange, on an event loop that runs by itself. */
final class LoopExchange implements Exchange {

  private final FakeExchange fake = new FakeExchange();
  private final EventLoop loop;

  LoopExchange(EventLoop loop) {
    this.loop = loop;
  }

  /** Ends it, on its loop. */
  void end() {
    loop.execute(fake::end);
  }

  @Override
  public EventLoop eventLoop() {
    return loop;
  }

  @Override
  public String id() {
    return fake.id();
  }

  @Override
  public String traceId() {
    return fake.traceId();
  }

  @Override
  public String api() {
    return fake.api();
  }

  @Override
  public String route() {
    return fake.route();
  }

  @Override
  public String listener() {
    return fake.listener();
  }

  @Override
  public Client client() {
    return fake.client();
  }

  @Override
  public Map<String, String> pathParameters() {
    return fake.pathParameters();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return fake.consumer();
  }

  @Override
  public void authenticated(ApiConsumer consumer) {
    fake.authenticated(consumer);
  }

  @Override
  public <T> Optional<T> get(Attribute<T> attribute) {
    return fake.get(attribute);
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    fake.put(attribute, value);
  }

  @Override
  public void onEnd(Runnable action) {
    fake.onEnd(action);
  }

  @Override
  public boolean ended() {
    return fake.ended();
  }
}
