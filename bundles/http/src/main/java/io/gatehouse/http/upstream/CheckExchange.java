package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.Map;
import java.util.Optional;

/** What a health check is sent for: no client and no route, and it lasts until it is answered. */
record CheckExchange(EventLoop eventLoop) implements Exchange {

  private static final String NAME = "health-check";
  private static final Client GATEWAY = new Client("127.0.0.1", 0, false);

  @Override
  public String id() {
    return NAME;
  }

  @Override
  public String traceId() {
    return "";
  }

  @Override
  public String api() {
    return "";
  }

  @Override
  public String route() {
    return NAME;
  }

  @Override
  public String listener() {
    return "";
  }

  @Override
  public Client client() {
    return GATEWAY;
  }

  @Override
  public Map<String, String> pathParameters() {
    return Map.of();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return Optional.empty();
  }

  @Override
  public void authenticated(ApiConsumer consumer) {
    throw new UnsupportedOperationException("a health check has no consumer");
  }

  @Override
  public <T> Optional<T> get(Attribute<T> attribute) {
    return Optional.empty();
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    // nobody asks for it
  }

  @Override
  public void onEnd(Runnable action) {
    // nobody goes away
  }

  @Override
  public boolean ended() {
    return false;
  }
}
