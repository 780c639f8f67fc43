package io.gatehouse.policy.cors;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import java.util.List;

/** Tells browsers which pages may use the API, and answers their preflights. */
final class CorsPolicy implements Policy {

  private static final List<String> OURS_TO_SAY =
      List.of(
          "access-control-allow-origin",
          "access-control-allow-credentials",
          "access-control-allow-methods",
          "access-control-allow-headers",
          "access-control-expose-headers",
          "access-control-max-age",
          "access-control-allow-private-network");

  /** The origin of a request that was let in. */
  private final Attribute<String> allowed = Attribute.named("cors.origin");

  private final AllowedOrigins origins;
  private final Preflight preflight;
  private final boolean credentials;
  private final String exposed;

  CorsPolicy(AllowedOrigins origins, Preflight preflight, boolean credentials, String exposed) {
    this.origins = origins;
    this.preflight = preflight;
    this.credentials = credentials;
    this.exposed = exposed;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    if (!request.headers().contains("origin")) {
      return PolicyResult.proceed(request);
    }
    List<String> sent = request.headers().all("origin");
    String origin = sent.getFirst();
    boolean welcome = sent.size() == 1 && origins.allows(origin);
    if (Preflight.isOne(request)) {
      return answer(request, welcome, origin);
    }
    if (welcome) {
      exchange.put(allowed, origin);
    }
    return PolicyResult.proceed(request);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
    Headers headers = response.headers();
    for (String name : OURS_TO_SAY) {
      headers.remove(name);
    }
    if (!headers.containsToken("vary", "origin") && !headers.containsToken("vary", "*")) {
      headers.add("vary", "Origin");
    }
    exchange.get(allowed).ifPresent(origin -> allow(headers, origin));
    return PolicyResult.proceed(response);
  }

  private PolicyResult<GatewayRequest> answer(
      GatewayRequest request, boolean welcome, String origin) {
    if (!welcome) {
      return PolicyResult.fail(
          Preflight.refusal(
              "CORS_ORIGIN_NOT_ALLOWED", "Pages of this origin may not use the API."));
    }
    if (!preflight.allowsMethod(request)) {
      return PolicyResult.fail(
          Preflight.refusal("CORS_METHOD_NOT_ALLOWED", "Pages may not use this method."));
    }
    if (!preflight.allowsHeaders(request)) {
      return PolicyResult.fail(
          Preflight.refusal("CORS_HEADER_NOT_ALLOWED", "Pages may not send these fields."));
    }
    GatewayResponse granted = preflight.granted();
    grantOrigin(granted.headers(), origin);
    return PolicyResult.respond(granted);
  }

  private void allow(Headers headers, String origin) {
    grantOrigin(headers, origin);
    if (!exposed.isEmpty()) {
      headers.set("access-control-expose-headers", exposed);
    }
  }

  private void grantOrigin(Headers headers, String origin) {
    headers.set("access-control-allow-origin", origins.any() ? "*" : origin);
    if (credentials) {
      headers.set("access-control-allow-credentials", "true");
    }
  }
}
