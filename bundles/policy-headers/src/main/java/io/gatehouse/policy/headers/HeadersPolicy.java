package io.gatehouse.policy.headers;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;

/** Sets, adds and removes header fields. */
final class HeadersPolicy implements Policy {

  private final HeaderEdits request;
  private final HeaderEdits response;

  HeadersPolicy(HeaderEdits request, HeaderEdits response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public PolicyResult<GatewayRequest> onRequest(GatewayRequest message, Exchange exchange) {
    request.apply(message.headers());
    return PolicyResult.proceed(message);
  }

  @Override
  public PolicyResult<GatewayResponse> onResponse(GatewayResponse message, Exchange exchange) {
    response.apply(message.headers());
    return PolicyResult.proceed(message);
  }
}
