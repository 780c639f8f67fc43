package io.gatehouse.camel;

import io.gatehouse.api.http.GatewayRequest;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

/**
 * A route's consumer of the shared server, and what it takes. Requests are handed to it directly:
 * there is no channel between the gateway and the route.
 */
final class Mount {

  private final NettyHttpConsumer consumer;
  private final MountPath path;
  private final Set<String> methods;
  private final boolean trace;

  private Mount(NettyHttpConsumer consumer, MountPath path, Set<String> methods, boolean trace) {
    this.consumer = consumer;
    this.path = path;
    this.methods = Set.copyOf(methods);
    this.trace = trace;
  }

  /**
   * What this consumer takes.
   *
   * @throws IllegalArgumentException if it asks for what would be ignored to somebody's harm
   */
  static Mount of(NettyHttpConsumer consumer) {
    var endpoint = consumer.getEndpoint();
    String uri = endpoint.getEndpointUri();
    if (endpoint.getSecurityConfiguration() != null
        && endpoint.getSecurityConfiguration().isAuthenticate()) {
      throw new IllegalArgumentException(
          uri
              + ": securityConfiguration has no effect on a mount. Leave it out, and put a policy"
              + " such as api-key in front");
    }
    String written = consumer.getConfiguration().getPath();
    MountPath path =
        MountPath.of(
            written == null ? "/" : written, consumer.getConfiguration().isMatchOnUriPrefix());
    return new Mount(
        consumer, path, methods(endpoint.getHttpMethodRestrict()), endpoint.isTraceEnabled());
  }

  private static Set<String> methods(@Nullable String restrict) {
    Set<String> methods = new TreeSet<>();
    for (String method : restrict == null ? new String[0] : restrict.split(",", -1)) {
      if (!method.isBlank()) {
        methods.add(method.strip().toUpperCase(Locale.ROOT));
      }
    }
    return methods;
  }

  MountPath path() {
    return path;
  }

  /** The methods it takes; empty: all. */
  Set<String> methods() {
    return methods;
  }

  /** Whoever answers GET answers HEAD: nobody sends the content then. */
  boolean takes(String method) {
    boolean listed =
        methods.isEmpty()
            || methods.contains(method)
            || (method.equals("HEAD") && methods.contains("GET"));
    return listed && (!method.equals("TRACE") || trace);
  }

  /** Whether there are requests that both would take. */
  boolean clashesWith(Mount other) {
    return path.sameAs(other.path)
        && (methods.isEmpty()
            || other.methods.isEmpty()
            || methods.stream().anyMatch(other.methods::contains));
  }

  /** What a route from netty-http finds on its message, without what a client could forge. */
  Incoming incoming(Incoming plain, GatewayRequest request) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(Exchange.HTTP_METHOD, request.method());
    headers.put(Exchange.HTTP_URI, request.path());
    headers.put(Exchange.HTTP_URL, request.scheme() + "://" + request.authority() + request.path());
    headers.put(Exchange.HTTP_PATH, path.rest(request.path()));
    if (!request.query().isEmpty()) {
      headers.put(Exchange.HTTP_QUERY, decoded(request.query()));
      headers.put(Exchange.HTTP_RAW_QUERY, request.query());
    }
    query(request.query())
        .forEach(
            (name, value) -> {
              if (HeaderBorder.passesAsParameter(name)) {
                add(headers, plain, name, value);
              }
            });
    path.parameters(MountPath.segmentsOf(request.path()))
        .forEach((name, value) -> add(headers, plain, name, value));
    return plain.with(headers, plain.body() == null ? new byte[0] : plain.body());
  }

  /** What the request or a policy said in a header, no query can change. */
  private static void add(Map<String, Object> headers, Incoming plain, String name, Object value) {
    if (HeaderBorder.passes(name) && !plain.headers().containsKey(name)) {
      headers.put(name, value);
    }
  }

  private static Map<String, Object> query(String query) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        all.computeIfAbsent(name, n -> new ArrayList<>())
            .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    all.forEach(
        (name, each) -> values.put(name, each.size() == 1 ? each.getFirst() : List.copyOf(each)));
    return values;
  }

  /** What is not percent-encoded as it should be is taken as it stands. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Sends it through the route on the calling thread; a failure is in the exchange. */
  Exchange send(Incoming incoming) {
    Exchange camelExchange = consumer.createExchange(false);
    camelExchange.setPattern(ExchangePattern.InOut);
    incoming.fill(camelExchange);
    charset(incoming)
        .ifPresent(name -> camelExchange.setProperty(ExchangePropertyKey.CHARSET_NAME, name));
    try {
      consumer.createUoW(camelExchange);
      consumer.getProcessor().process(camelExchange);
    } catch (Exception e) {
      camelExchange.setException(e);
    }
    return camelExchange;
  }

  /** To be called when nothing is read from the exchange any more. */
  void done(Exchange camelExchange) {
    consumer.doneUoW(camelExchange);
    consumer.releaseExchange(camelExchange, false);
  }

  private static java.util.Optional<String> charset(Incoming incoming) {
    if (incoming.headers().get(Exchange.CONTENT_TYPE) instanceof String type) {
      String name = IOHelper.getCharsetNameFromContentType(type);
      try {
        return Charset.isSupported(name) ? java.util.Optional.of(name) : java.util.Optional.empty();
      } catch (IllegalArgumentException e) {
        return java.util.Optional.empty();
      }
    }
    return java.util.Optional.empty();
  }

  @Override
  public String toString() {
    return methods.isEmpty()
        ? path.toString()
        : String.join(",", new TreeSet<>(methods)) + ' ' + path;
  }
}
