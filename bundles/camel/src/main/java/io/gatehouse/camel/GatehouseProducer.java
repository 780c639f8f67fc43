package io.gatehouse.camel;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Calls an HTTP resource and waits for the response; routes have threads that may. */
final class GatehouseProducer extends DefaultProducer {

  /** Whoever asks for compressed content gets it, and the routes could not read it. */
  private static final String ACCEPT_ENCODING = "accept-encoding";

  private final GatehouseEndpoint resource;

  GatehouseProducer(GatehouseEndpoint resource) {
    super(resource);
    this.resource = resource;
  }

  /** The call was answered with a failure. */
  static final class FailedCallException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedCallException(URI target, int status) {
      super(target + " answered " + status);
    }
  }

  @Override
  public void process(Exchange camelExchange) throws Exception {
    GatehouseComponent component = resource.getComponent();
    Object id = camelExchange.getProperty(MediationProperties.EXCHANGE_ID);
    CompletableFuture<GatewayResponse> answer =
        component
            .calls()
            .send(
                component.upstream(resource),
                request(camelExchange.getMessage()),
                id == null ? UUID.randomUUID().toString() : id.toString(),
                resource.options().maxContent())
            .toCompletableFuture();
    try {
      // the client has limits of its own; this one is for a response that never ends
      answer(
          camelExchange.getMessage(),
          answer.get(2 * resource.options().timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      answer.cancel(false);
    }
  }

  private GatewayRequest request(Message message) throws Exception {
    URI target = resource.target();
    byte[] content =
        message.getBody() == null ? new byte[0] : message.getMandatoryBody(byte[].class);
    String method = message.getHeader(Exchange.HTTP_METHOD, String.class);
    String path = target.getRawPath();
    Headers headers = Headers.create();
    message.getHeaders().forEach((name, value) -> add(headers, name, value));
    return new GatewayRequest(
        method == null ? (content.length == 0 ? "GET" : "POST") : method.toUpperCase(Locale.ROOT),
        target.getScheme(),
        target.getRawAuthority(),
        path == null || path.isEmpty() ? "/" : path,
        query(target, message),
        headers,
        Body.of(content));
  }

  /** What the endpoint says; or else the query of the request that the route answers. */
  private static String query(URI target, Message message) {
    String fixed = target.getRawQuery();
    String asked = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
    return fixed != null ? fixed : asked != null ? asked : "";
  }

  private static void add(Headers headers, String name, Object value) {
    if (HeaderBorder.passes(name)
        && FieldSyntax.isToken(name)
        && !name.equalsIgnoreCase(ACCEPT_ENCODING)) {
      Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
      for (Object each : values) {
        if (each != null && FieldSyntax.isValue(each.toString())) {
          headers.add(name, each.toString());
        }
      }
    }
  }

  private void answer(Message message, GatewayResponse response) throws FailedCallException {
    if (resource.options().failing() && response.status() >= 400) {
      throw new FailedCallException(resource.target(), response.status());
    }
    Set<String> names = new HashSet<>();
    response
        .headers()
        .forEach(
            (name, value) -> {
              if (HeaderBorder.passes(name) && names.add(name.toLowerCase(Locale.ROOT))) {
                List<String> all = response.headers().all(name);
                message.setHeader(name, all.size() == 1 ? value : all);
              }
            });
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.status());
    message.setBody(response.body() instanceof Body.Buffered(byte[] bytes) ? bytes : new byte[0]);
  }
}
