package io.gatehouse.policy.cors;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers a browser that asks beforehand whether a page may send a request. */
final class Preflight {

  private static final String VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private final Set<String> methods;
  private final boolean anyHeader;
  private final Set<String> headers;
  private final String methodsLine;
  private final String headersLine;
  private final String maxAge;

  Preflight(CorsConfig config) {
    methods = Set.copyOf(tokens("methods", config.methods()));
    methodsLine = String.join(", ", config.methods());
    anyHeader = config.headers().contains("*");
    if (anyHeader && config.headers().size() > 1) {
      throw new PolicyConfigurationException(
          "headers", "'*' beside others (expected: '*' alone, or names)");
    }
    Set<String> names = new TreeSet<>();
    for (String name : tokens("headers", config.headers())) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    headers = Set.copyOf(names);
    headersLine = String.join(", ", names);
    maxAge = Long.toString(config.maxAge().toSeconds());
  }

  /** Whether the request asks beforehand (Fetch standard, CORS-preflight request). */
  static boolean isOne(GatewayRequest request) {
    return request.method().equals("OPTIONS")
        && request.headers().contains("origin")
        && request.headers().contains("access-control-request-method");
  }

  static Problem refusal(String code, String detail) {
    return Problem.client(code, 403, "Forbidden", detail).withHeaders(Map.of("vary", VARY));
  }

  boolean allowsMethod(GatewayRequest request) {
    List<String> asked = request.headers().all("access-control-request-method");
    return asked.size() == 1 && methods.contains(asked.getFirst());
  }

  boolean allowsHeaders(GatewayRequest request) {
    if (anyHeader) {
      return true;
    }
    for (String line : request.headers().all("access-control-request-headers")) {
      for (String name : line.split(",", -1)) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !headers.contains(lower)) {
          return false;
        }
      }
    }
    return true;
  }

  GatewayResponse granted() {
    GatewayResponse response = GatewayResponse.of(204);
    Headers fields = response.headers();
    fields.set("access-control-allow-methods", methodsLine);
    if (!headersLine.isEmpty()) {
      fields.set("access-control-allow-headers", headersLine);
    }
    fields.set("access-control-max-age", maxAge);
    fields.set("vary", VARY);
    return response;
  }

  private static List<String> tokens(String key, List<String> configured) {
    for (int i = 0; i < configured.size(); i++) {
      if (!FieldSyntax.isToken(configured.get(i))) {
        throw new PolicyConfigurationException(
            key + '[' + i + ']', "'" + configured.get(i) + "' (expected: a name without spaces)");
      }
    }
    return configured;
  }
}
