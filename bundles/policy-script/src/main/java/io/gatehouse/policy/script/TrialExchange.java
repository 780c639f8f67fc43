package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An exchange that never was, to warm hooks up with. */
final class TrialExchange implements Exchange {

  private final EventLoop loop;
  private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>();

  TrialExchange(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public String id() {
    return "trial";
  }

  @Override
  public String traceId() {
    return "00000000000000000000000000000001";
  }

  @Override
  public String api() {
    return "trial";
  }

  @Override
  public String route() {
    return "trial";
  }

  @Override
  public String listener() {
    return "trial";
  }

  @Override
  public Client client() {
    return new Client("192.0.2.1", 1, false);
  }

  @Override
  public Map<String, String> pathParameters() {
    return Map.of();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return Optional.of(new ApiConsumer("trial", List.of(), Map.of()));
  }

  @Override
  public void authenticated(ApiConsumer consumer) {
    // nobody asks afterwards
  }

  @Override
  @SuppressWarnings("unchecked") // put ties the value's type to the key's
  public <T> Optional<T> get(Attribute<T> attribute) {
    return Optional.ofNullable((T) attributes.get(attribute));
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    attributes.put(attribute, value);
  }

  @Override
  public EventLoop eventLoop() {
    return loop;
  }

  @Override
  public void onEnd(Runnable action) {
    // it has none
  }

  @Override
  public boolean ended() {
    return false;
  }
}
