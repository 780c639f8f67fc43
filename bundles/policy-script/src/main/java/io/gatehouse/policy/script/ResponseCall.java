package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import org.graalvm.polyglot.HostAccess;

/** A call of {@code onResponse}. */
public final class ResponseCall extends HostCall {

  private GatewayResponse response;

  ResponseCall(GatewayResponse response, Exchange exchange, ScriptUse use, BodyMode mode) {
    super(exchange, use, mode, response.headers(), response.body());
    this.response = response;
  }

  @Override
  @HostAccess.Export
  public String side() {
    return "response";
  }

  @HostAccess.Export
  public int status() {
    return response.status();
  }

  /** The caller has checked it. */
  @HostAccess.Export
  public void setStatus(int status) {
    open();
    response = response.withStatus(status);
  }

  /** The response as the script leaves it. */
  GatewayResponse result() {
    if (!bodyChanged()) {
      return response;
    }
    Rewritten.content(response.headers());
    if (!(body() instanceof Body.Streamed made && made.isMadeOf(response.body()))) {
      Rewritten.discard(response.body());
    }
    return response.withBody(body());
  }
}
