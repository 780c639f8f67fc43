package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An exchange for tests: {@code new FakeExchange().withPathParameter("id", "42")}. */
public final class FakeExchange implements Exchange {

  private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>();
  private final Map<String, String> pathParameters = new LinkedHashMap<>();
  private final Deque<Runnable> endActions = new ArrayDeque<>();
  private final ManualEventLoop eventLoop;
  private String id = "test-0001";
  private String traceId = "0af7651916cd43dd8448eb211c80319c";
  private String api = "orders";
  private String route = "get-order";
  private String listener = "main";
  private Client client = new Client("192.0.2.1", 54321, false);
  private Optional<ApiConsumer> consumer = Optional.empty();
  private boolean ended;

  public FakeExchange() {
    this(new ManualEventLoop());
  }

  public FakeExchange(ManualEventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  public FakeExchange withId(String changed) {
    id = changed;
    return this;
  }

  public FakeExchange withTraceId(String changed) {
    traceId = changed;
    return this;
  }

  public FakeExchange withApi(String changed) {
    api = changed;
    return this;
  }

  public FakeExchange withRoute(String changed) {
    route = changed;
    return this;
  }

  public FakeExchange withListener(String changed) {
    listener = changed;
    return this;
  }

  public FakeExchange withClient(String address) {
    client = new Client(address, client.port(), client.secure());
    return this;
  }

  public FakeExchange withClient(Client changed) {
    client = changed;
    return this;
  }

  public FakeExchange withPathParameter(String name, String decoded) {
    pathParameters.put(name, decoded);
    return this;
  }

  public FakeExchange withConsumer(ApiConsumer changed) {
    consumer = Optional.of(changed);
    return this;
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
    return api;
  }

  @Override
  public String route() {
    return route;
  }

  @Override
  public String listener() {
    return listener;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public Map<String, String> pathParameters() {
    return pathParameters;
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
  public ManualEventLoop eventLoop() {
    return eventLoop;
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
    return ended;
  }

  /** Ends the exchange: runs the actions, the last one first. */
  public void end() {
    ended = true;
    while (!endActions.isEmpty()) {
      endActions.pop().run();
    }
  }
}
