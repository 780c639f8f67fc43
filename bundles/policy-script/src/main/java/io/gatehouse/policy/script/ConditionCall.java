package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/** A call of an expression: it sees the request and cannot change it. */
public final class ConditionCall extends RequestCall {

  private static final String UNCHANGEABLE = "an expression cannot change the request";

  private boolean applies = true;

  ConditionCall(GatewayRequest request, Exchange exchange, ScriptUse use) {
    super(request, exchange, use, BodyMode.NONE);
    headers().protect(UNCHANGEABLE);
  }

  @Override
  @HostAccess.Export
  public @Nullable String setMethod(String method) {
    return UNCHANGEABLE;
  }

  @Override
  @HostAccess.Export
  public @Nullable String setTarget(String path, String query) {
    return UNCHANGEABLE;
  }

  /** The expression is false. */
  @HostAccess.Export
  public void skip() {
    applies = false;
  }

  boolean applies() {
    return applies;
  }
}
