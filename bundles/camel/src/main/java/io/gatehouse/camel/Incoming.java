package io.gatehouse.camel;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request as a route gets it: taken on the event loop, given to the route on its own thread.
 *
 * @param headers by name; a {@code String}, or a list of them where a field came several times
 * @param body {@code null} where there is no content
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of it
record Incoming(
    Map<String, Object> headers, Map<String, Object> properties, byte @Nullable [] body) {

  static Incoming of(GatewayRequest request, Exchange exchange) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(MediationProperties.METHOD, request.method());
    properties.put(MediationProperties.PATH, request.path());
    properties.put(MediationProperties.QUERY, request.query());
    properties.put(MediationProperties.PATH_PARAMETERS, Map.copyOf(exchange.pathParameters()));
    properties.put(MediationProperties.EXCHANGE_ID, exchange.id());
    properties.put(MediationProperties.API, exchange.api());
    properties.put(MediationProperties.ROUTE, exchange.route());
    exchange
        .consumer()
        .ifPresent(consumer -> properties.put(MediationProperties.CONSUMER, consumer.id()));
    return new Incoming(headers(request), properties, content(request.body()));
  }

  private static Map<String, Object> headers(GatewayRequest request) {
    Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (HeaderBorder.passes(name) && !headers.containsKey(name)) {
                List<String> all = request.headers().all(name);
                headers.put(name, all.size() == 1 ? value : all);
              }
            });
    return headers;
  }

  private static byte @Nullable [] content(Body body) {
    return switch (body) {
      case Body.Empty empty -> null;
      // routes may change what they are given
      case Body.Buffered(byte[] bytes) -> bytes.clone();
      case Body.Streamed streamed -> {
        streamed.discard();
        yield null;
      }
    };
  }

  /** The same with further headers and this body. */
  Incoming with(Map<String, Object> further, byte[] content) {
    Map<String, Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.putAll(further);
    return new Incoming(all, properties, content);
  }

  void fill(org.apache.camel.Exchange camelExchange) {
    Message message = camelExchange.getMessage();
    headers.forEach(message::setHeader);
    message.setBody(body);
    properties.forEach(camelExchange::setProperty);
  }
}
