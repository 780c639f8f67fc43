package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The exchange as the upstream client sees it during a fetch: it may end before the exchange itself
 * does, and what is left on it is not left there. Confined to the event loop.
 */
final class FetchExchange implements Exchange {

  private final Exchange whole;
  private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>(4);
  private final Deque<Runnable> endActions = new ArrayDeque<>(2);
  private boolean ended;

  FetchExchange(Exchange whole) {
    this.whole = whole;
  }

  /** The fetch is over, whatever its end. */
  void end() {
    ended = true;
    for (Runnable action = endActions.poll(); action != null; action = endActions.poll()) {
      action.run();
    }
  }

  @Override
  public String id() {
    return whole.id();
  }

  @Override
  public String traceId() {
    return whole.traceId();
  }

  @Override
  public String traceparent() {
    return whole.traceparent();
  }

  @Override
  public String api() {
    return whole.api();
  }

  @Override
  public String route() {
    return whole.route();
  }

  @Override
  public String listener() {
    return whole.listener();
  }

  @Override
  public Client client() {
    return whole.client();
  }

  @Override
  public Map<String, String> pathParameters() {
    return whole.pathParameters();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return whole.consumer();
  }

  @Override
  public void authenticated(ApiConsumer consumer) {
    // an upstream that is asked on the way has no say in who calls
  }

  @Override
  @SuppressWarnings("unchecked") // put ties the value's type to the key's
  public <T> Optional<T> get(Attribute<T> attribute) {
    Object own = attributes.get(attribute);
    return own == null ? whole.get(attribute) : Optional.of((T) own);
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    attributes.put(attribute, value);
  }

  @Override
  public EventLoop eventLoop() {
    return whole.eventLoop();
  }

  @Override
  public void onEnd(Runnable action) {
    if (ended) {
      action.run();
    } else {
      endActions.push(action);
    }
  }

  @Override
  public boolean ended() {
    return ended || whole.ended();
  }
}
