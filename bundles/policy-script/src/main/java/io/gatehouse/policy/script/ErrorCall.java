package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;

/** A call of {@code onError}. */
public final class ErrorCall extends HostCall {

  private final Problem problem;

  ErrorCall(Problem problem, Exchange exchange, ScriptUse use) {
    super(exchange, use, BodyMode.NONE, Headers.create(), Body.empty());
    this.problem = problem;
  }

  @Override
  @HostAccess.Export
  public String side() {
    return "error";
  }

  /** As JSON. */
  @HostAccess.Export
  public String problem() {
    return Json.of(
        Map.of(
            "code", problem.code(),
            "status", problem.status(),
            "title", problem.title(),
            "detail", problem.detail(),
            "origin", problem.origin().name()));
  }
}
