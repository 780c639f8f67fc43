package io.gatehouse.core.exchange;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.gatehouse.core.failure.Failures;
import io.gatehouse.core.route.RouteMatch;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange under way: what is known of it, its end and its record. Confined to its event loop.
 */
final class LiveExchange implements Exchange, ClientCall.EndListener {

  private static final Logger log = LoggerFactory.getLogger(LiveExchange.class);

  private final ClientCall call;
  private final ObserverRegistry observers;
  private final GatewayRequest received;
  private final String userAgent;
  private final long epochMillis = System.currentTimeMillis();
  private final String id = TraceParent.newRequestId(epochMillis);
  private final TraceParent trace;

  private CompiledRoute.@Nullable Ready route;
  private String api = "";
  private String routeName = "";
  private @Nullable ApiLease lease;
  private Map<String, String> rawParameters = Map.of();
  private boolean preflight;
  private @Nullable Map<String, String> decodedParameters;
  private @Nullable ApiConsumer consumer;
  private @Nullable IdentityHashMap<Attribute<?>, Object> attributes;
  private @Nullable ArrayDeque<Runnable> endActions;
  private String target = "";

  private long askedAt;
  private long upstreamNanos;
  private int status;
  private @Nullable Problem problem;
  private boolean answered;
  private boolean over;

  LiveExchange(ClientCall call, ObserverRegistry observers) {
    this.call = call;
    this.observers = observers;
    this.received = call.request();
    this.userAgent = received.headers().firstOr("user-agent", "");
    this.trace = TraceParent.continued(received.headers());
    call.onEnd(this);
  }

  /** Answers with a problem; no policy and no destination sees it. */
  void refuse(Problem refusal) {
    problem = refusal;
    send(Failures.response(refusal, id));
  }

  /** Runs the route that was found; its lease has been acquired. */
  void run(RouteMatch.Found<CompiledRoute> found) {
    lease = found.target().lease();
    api = found.target().lease().api();
    routeName = found.target().name();
    rawParameters = found.rawParameters();
    preflight = found.preflight();
    switch (found.target()) {
      case CompiledRoute.Waiting waiting -> refuse(Failures.routeWaiting());
      case CompiledRoute.Ready ready -> {
        route = ready;
        received.headers().set("x-request-id", id);
        call.limitBody(ready.bodyLimit());
        new Passage(this, ready).begin();
      }
    }
  }

  GatewayRequest received() {
    return received;
  }

  boolean preflight() {
    return preflight;
  }

  /** The destination is asked now. */
  void asked() {
    askedAt = System.nanoTime();
  }

  /** The destination answered, or failed to. */
  void heardBack() {
    upstreamNanos = System.nanoTime() - askedAt;
  }

  /** What the record will say went wrong. */
  void failedWith(Problem failure) {
    problem = failure;
  }

  void send(GatewayResponse response) {
    if (over || answered) {
      discard(response.body());
      return;
    }
    answered = true;
    status = response.status();
    response.headers().set("x-request-id", id);
    call.respond(response);
  }

  static void discard(Body body) {
    if (body instanceof Body.Streamed streamed) {
      streamed.discard();
    }
  }

  @Override
  public void ended(boolean completed, long bytesIn, long bytesOut) {
    if (over) {
      return;
    }
    over = true;
    runEndActions();
    ApiLease held = lease;
    if (held != null) {
      held.release();
    }
    Problem failure = problem;
    observers.completed(
        new ExchangeRecord(
            id,
            trace.traceId(),
            epochMillis,
            System.nanoTime() - call.startedNanos(),
            upstreamNanos,
            call.listener(),
            call.client().address(),
            api,
            routeName,
            consumer == null ? "" : consumer.id(),
            received.method(),
            received.authority(),
            received.path(),
            call.protocol(),
            status,
            bytesIn,
            bytesOut,
            askedAt == 0 || route == null ? "" : route.upstream(),
            target,
            get(UpstreamAttributes.RETRIES).orElse(0),
            failure == null ? "" : failure.code(),
            failure == null ? Optional.empty() : Optional.of(failure.origin()),
            completed,
            userAgent));
  }

  private void runEndActions() {
    ArrayDeque<Runnable> actions = endActions;
    while (actions != null && !actions.isEmpty()) {
      try {
        actions.pop().run();
      } catch (Throwable defect) {
        // the others, the lease and the record must not be lost with it
        log.atError().addKeyValue("exchangeId", id).setCause(defect).log("An end action failed");
      }
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String traceId() {
    return trace.traceId();
  }

  @Override
  public String traceparent() {
    return trace.another();
  }

  @Override
  public String api() {
    return api;
  }

  @Override
  public String route() {
    return routeName;
  }

  @Override
  public String listener() {
    return call.listener();
  }

  @Override
  public Client client() {
    return call.client();
  }

  /** What the path bound, as it stands in the path. */
  Map<String, String> rawParameters() {
    return rawParameters;
  }

  @Override
  public Map<String, String> pathParameters() {
    Map<String, String> decoded = decodedParameters;
    if (decoded == null) {
      Map<String, String> values = new HashMap<>();
      // a plus sign in a path is itself, unlike in a form
      rawParameters.forEach(
          (name, raw) ->
              values.put(name, URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8)));
      decoded = Map.copyOf(values);
      decodedParameters = decoded;
    }
    return decoded;
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
  @SuppressWarnings("unchecked") // put only takes values of the key's type
  public <T> Optional<T> get(Attribute<T> attribute) {
    if (attribute == UpstreamAttributes.TARGET) {
      return target.isEmpty() ? Optional.empty() : Optional.of((T) target);
    }
    return attributes == null
        ? Optional.empty()
        : Optional.ofNullable((T) attributes.get(attribute));
  }

  @Override
  public <T> void put(Attribute<T> attribute, T value) {
    if (attribute == UpstreamAttributes.TARGET) {
      // on nearly every exchange: not worth a map
      target = (String) value;
      return;
    }
    IdentityHashMap<Attribute<?>, Object> values = attributes;
    if (values == null) {
      values = new IdentityHashMap<>(4);
      attributes = values;
    }
    values.put(attribute, value);
  }

  @Override
  public EventLoop eventLoop() {
    return call.eventLoop();
  }

  @Override
  public void onEnd(Runnable action) {
    if (over) {
      action.run();
      return;
    }
    ArrayDeque<Runnable> actions = endActions;
    if (actions == null) {
      actions = new ArrayDeque<>(4);
      endActions = actions;
    }
    actions.push(action);
  }

  @Override
  public boolean ended() {
    return over;
  }
}
