package io.gatehouse.camel;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the upstream client needs to know of a call that a route makes: there may be no request that
 * it is made for. Confined to its event loop, but for its making.
 */
final class CallExchange implements Exchange {

  private static final Client NOBODY = new Client("127.0.0.1", 0, false);

  private final String id;
  private final String traceId = UUID.randomUUID().toString().replace("-", "");
  private final EventLoop eventLoop;
  private final Map<Attribute<?>, Object> attributes = new HashMap<>();
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private @Nullable ApiConsumer consumer;
  private boolean ended;

  CallExchange(String id, EventLoop eventLoop) {
    this.id = id;
    this.eventLoop = eventLoop;
  }

  /** It is over, whatever its end. */
  void end() {
    ended = true;
    for (Runnable ending = endings.poll(); ending != null; ending = endings.poll()) {
      ending.run();
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String traceId() {
    return traceId;
  }

  @Override
  public String api() {
    return "camel";
  }

  @Override
  public String route() {
    return "";
  }

  @Override
  public String listener() {
    return "";
  }

  @Override
  public Client client() {
    return NOBODY;
  }

  @Override
  public Map<String, String> pathParameters() {
    return Map.of();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return Optional.ofNullable(consumer);
  }

  @Override
  public void authenticated(ApiConsumer established) {
    consumer = established;
  }

  @Override
  @SuppressWarnings("unchecked") // put is the only way in
  public <T> Optional<T> get(Attribute<T> attribute) {
    return Optional.ofNullable((T) attributes.get(attribute));
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    attributes.put(attribute, value);
  }

  @Override
  public EventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public void onEnd(Runnable action) {
    if (ended) {
      action.run();
    } else {
      endings.push(action);
    }
  }

  @Override
  public boolean ended() {
    return ended;
  }
}
