package io.gatehouse.api.http;

import java.util.Objects;

/**
 * A response on its way to the client.
 *
 * @param status 200 to 599; interim responses never get here
 * @param headers owned by the exchange, mutable; framing fields are the listener's business
 */
public record GatewayResponse(int status, Headers headers, Body body) {

  public GatewayResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
  }

  /** A response without headers or content. */
  public static GatewayResponse of(int status) {
    return new GatewayResponse(status, Headers.create(), Body.empty());
  }

  /** A response with content of this media type. */
  public static GatewayResponse of(int status, String contentType, String text) {
    return new GatewayResponse(
        status, Headers.create().set("content-type", contentType), Body.of(text));
  }

  public GatewayResponse withStatus(int changed) {
    return new GatewayResponse(changed, headers, body);
  }

  public GatewayResponse withBody(Body changed) {
    return new GatewayResponse(status, headers, changed);
  }
}
