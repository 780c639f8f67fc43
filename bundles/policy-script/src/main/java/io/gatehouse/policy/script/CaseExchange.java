package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.policy.script.cases.CaseDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The exchange that a case tells of. Confined to the loop of the cases. */
final class CaseExchange implements Exchange {

  private final CaseDocument.Case of;
  private final EventLoop loop;
  private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>();
  private final Deque<Runnable> atEnd = new ArrayDeque<>();
  private Optional<ApiConsumer> consumer;
  private boolean ended;

  CaseExchange(CaseDocument.Case of, EventLoop loop) {
    this.of = of;
    this.loop = loop;
    this.consumer = of.consumer().map(c -> new ApiConsumer(c.id(), c.groups(), c.metadata()));
  }

  /** Ends it: what is still under way is given up. */
  void end() {
    ended = true;
    while (!atEnd.isEmpty()) {
      atEnd.pop().run();
    }
  }

  @Override
  public String id() {
    return "case";
  }

  @Override
  public String traceId() {
    return "0af7651916cd43dd8448eb211c80319c";
  }

  @Override
  public String api() {
    return of.api();
  }

  @Override
  public String route() {
    return of.route();
  }

  @Override
  public String listener() {
    return "case";
  }

  @Override
  public Client client() {
    return new Client(of.client().ip(), of.client().port(), of.client().tls());
  }

  @Override
  public Map<String, String> pathParameters() {
    return of.params();
  }

  @Override
  public Optional<ApiConsumer> consumer() {
    return consumer;
  }

  @Override
  public void authenticated(ApiConsumer changed) {
    consumer = Optional.of(changed);
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
    if (ended) {
      action.run();
    } else {
      atEnd.push(action);
    }
  }

  @Override
  public boolean ended() {
    return ended;
  }
}
