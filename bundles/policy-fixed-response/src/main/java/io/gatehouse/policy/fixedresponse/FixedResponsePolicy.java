package io.gatehouse.policy.fixedresponse;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;

/** Answers every request alike. */
final class FixedResponsePolicy implements Policy {

  private final int status;
  private final Headers headers;
  private final Body body;

  FixedResponsePolicy(int status, Headers headers, Body body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
    return PolicyResult.respond(new GatewayResponse(status, headers.copy(), body));
  }
}
