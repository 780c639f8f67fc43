package io.gatehouse.camel;

import io.gatehouse.api.upstream.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.URISupport;

/**
 * The Camel component {@code gatehouse:}: HTTP calls over the gateway's own upstream client, as in
 * {@code to("gatehouse:http://127.0.0.1:8081/path")}.
 */
final class GatehouseComponent extends DefaultComponent {

  static final String NAME = "gatehouse";

  private static final long MAX_CONTENT = 16L << 20;

  private final UpstreamCalls calls;
  private final Map<String, Upstream> open = new ConcurrentHashMap<>();

  GatehouseComponent(UpstreamCalls calls) {
    this.calls = calls;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    Duration timeout =
        getAndRemoveParameter(parameters, "timeout", Duration.class, Duration.ofSeconds(30));
    long maxContent = getAndRemoveParameter(parameters, "maxContent", Long.class, MAX_CONTENT);
    boolean failing =
        getAndRemoveParameter(parameters, "throwExceptionOnFailure", Boolean.class, true);
    String query = URISupport.createQueryString(new LinkedHashMap<>(parameters));
    parameters.clear();
    // "http://host" and "http:host" reach here alike
    String written = remaining.replaceFirst("^(https?):/*", "$1://");
    URI target = URI.create(query.isEmpty() ? written : written + '?' + query);
    if (target.getHost() == null || !String.valueOf(target.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          uri
              + " is no address (expected: gatehouse:http://host:port/path or"
              + " gatehouse:https://...)");
    }
    return new GatehouseEndpoint(
        uri, this, target, new GatehouseEndpoint.Options(timeout, maxContent, failing));
  }

  /** Connections to the endpoint's target, which all endpoints with this timeout share. */
  Upstream upstream(GatehouseEndpoint endpoint) {
    String target = endpoint.target().getScheme() + "://" + endpoint.target().getRawAuthority();
    Duration timeout = endpoint.options().timeout();
    return open.computeIfAbsent(
        target + ' ' + timeout,
        key -> calls.open(getCamelContext().getName(), URI.create(target), timeout));
  }

  UpstreamCalls calls() {
    return calls;
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    open.values().forEach(Upstream::close);
    open.clear();
  }
}
