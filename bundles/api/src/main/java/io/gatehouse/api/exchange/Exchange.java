package io.gatehouse.api.exchange;

import io.gatehouse.api.identity.ApiConsumer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One request and its response on their way through the gateway, as policies and destinations see
 * it. Confined to its event loop.
 */
public interface Exchange {

  /** Unique; the {@code x-request-id} of the response and the key of every log line. */
  String id();

  /** 32 hex digits, from the caller's {@code traceparent} or new (W3C Trace Context). */
  String traceId();

  /**
   * The {@code traceparent} of a further request that is made on behalf of this one: its trace, and
   * a span of its own.
   */
  default String traceparent() {
    return "00-%s-%016x-00".formatted(traceId(), ThreadLocalRandom.current().nextLong() | 1);
  }

  /** The name of the API that was matched. */
  String api();

  /** The name of the route that was matched. */
  String route();

  /** The listener that took the request. */
  String listener();

  Client client();

  /** What the path template bound, decoded: {@code {id}} of {@code /orders/{id}}. */
  Map<String, String> pathParameters();

  /** Who calls, once a policy has established it. */
  Optional<ApiConsumer> consumer();

  /** Says who calls. The last word counts. */
  void authenticated(ApiConsumer consumer);

  <T> Optional<T> get(Attribute<T> attribute);

  <T> void put(Attribute<T> attribute, T value);

  EventLoop eventLoop();

  /**
   * Runs the action on the event loop when the exchange is over, whatever its end; at once if it
   * is. Actions run in reverse order.
   */
  void onEnd(Runnable action);

  /** Whether the client has gone away or the exchange is over: work for it is wasted. */
  boolean ended();
}
