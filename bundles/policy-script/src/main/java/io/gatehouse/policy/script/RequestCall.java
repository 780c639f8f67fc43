package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.GatewayRequest;
import java.util.Optional;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/** A call of {@code onRequest}. */
public sealed class RequestCall extends HostCall permits ConditionCall {

  private GatewayRequest request;

  RequestCall(GatewayRequest request, Exchange exchange, ScriptUse use, BodyMode mode) {
    super(exchange, use, mode, request.headers(), request.body());
    this.request = request;
  }

  @Override
  @HostAccess.Export
  public String side() {
    return "request";
  }

  @HostAccess.Export
  public String method() {
    return request.method();
  }

  /** Returns what is wrong with it, or null. */
  @HostAccess.Export
  public @Nullable String setMethod(String method) {
    open();
    if (!FieldSyntax.isToken(method)) {
      return "request.method: '"
          + HostFunctions.oneLine(method)
          + "' (expected: a token such as GET)";
    }
    if (!method.equals(request.method())) {
      request = request.withMethod(method);
    }
    return null;
  }

  @HostAccess.Export
  public String url() {
    return request.scheme() + "://" + request.authority() + request.target();
  }

  @HostAccess.Export
  public String path() {
    return request.path();
  }

  @HostAccess.Export
  public String query() {
    return request.query();
  }

  /** Returns what is wrong with it, or null. */
  @HostAccess.Export
  public @Nullable String setTarget(String path, String query) {
    open();
    if (path.equals(request.path()) && query.equals(request.query())) {
      return null;
    }
    Optional<String> normal = PathForm.path(path);
    if (normal.isEmpty()) {
      return "request.path: '"
          + HostFunctions.oneLine(path)
          + "' (expected: percent-encoded, beginning with / and without empty or dot segments)";
    }
    if (!PathForm.isQuery(query)) {
      return "request.query: '"
          + HostFunctions.oneLine(query)
          + "' (expected: percent-encoded text)";
    }
    request = request.withTarget(normal.get(), query);
    return null;
  }

  @HostAccess.Export
  public void replaceHeaders(HostFields headers) {
    open();
    request =
        new GatewayRequest(
            request.method(),
            request.scheme(),
            request.authority(),
            request.path(),
            request.query(),
            headers.take(),
            request.body());
  }

  /** The request as the script leaves it. */
  GatewayRequest result() {
    if (!bodyChanged()) {
      return request;
    }
    Rewritten.content(request.headers());
    if (!(body() instanceof Body.Streamed made && made.isMadeOf(request.body()))) {
      Rewritten.discard(request.body());
    }
    return request.withBody(body());
  }
}
