package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Attribute;
import io.gatehouse.api.exchange.Authentication;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.identity.ApiConsumer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/**
 * What a hook may know of the exchange that it is called for, as the JavaScript side of the script
 * API asks for it, until the hook has ended.
 */
public abstract class HostExchange {

  static final Attribute<String> VARS = Attribute.named("script.vars");
  private static final int LONGEST_VARS = 65_536;
  private static final String PLAN = "plan";

  private @Nullable Exchange exchange;

  HostExchange(Exchange exchange) {
    this.exchange = exchange;
  }

  /** What messages call this: {@code request}, {@code response} and so on. */
  @HostAccess.Export
  public abstract String side();

  @HostAccess.Export
  public String requestId() {
    return open().id();
  }

  @HostAccess.Export
  public String traceId() {
    return open().traceId();
  }

  @HostAccess.Export
  public String api() {
    return open().api();
  }

  @HostAccess.Export
  public String route() {
    return open().route();
  }

  @HostAccess.Export
  public String clientIp() {
    return open().client().address();
  }

  @HostAccess.Export
  public int clientPort() {
    return open().client().port();
  }

  @HostAccess.Export
  public boolean clientTls() {
    return open().client().secure();
  }

  /** As JSON; {@code null} where nobody was established. */
  @HostAccess.Export
  public String consumer() {
    Optional<ApiConsumer> consumer = open().consumer();
    return consumer
        .map(c -> Json.of(Map.of("id", c.id(), "groups", c.groups(), "metadata", c.metadata())))
        .orElse("null");
  }

  /** As JSON; {@code null} where nobody was established. */
  @HostAccess.Export
  public String auth() {
    Exchange open = open();
    return open.get(Authentication.ATTRIBUTE)
        .or(
            () ->
                open.consumer()
                    .map(
                        c ->
                            new Authentication(
                                Authentication.API_KEY, c.id(), Map.of(), List.of())))
        .map(
            a ->
                Json.of(
                    Map.of(
                        "method", a.method(),
                        "subject", a.subject(),
                        "claims", a.claims(),
                        "scopes", a.scopes())))
        .orElse("null");
  }

  /** The plan of the consumer, as the operator noted it; null where there is none. */
  @HostAccess.Export
  public @Nullable String plan() {
    return open().consumer().map(c -> c.metadata().get(PLAN)).orElse(null);
  }

  /** As JSON. */
  @HostAccess.Export
  public String params() {
    return Json.of(open().pathParameters());
  }

  /** As JSON: a list of entries. */
  @HostAccess.Export
  public String vars() {
    return open().get(VARS).orElse("[]");
  }

  /** Returns what is wrong with them, or null. */
  @HostAccess.Export
  public @Nullable String setVars(String json) {
    if (json.length() > LONGEST_VARS) {
      return "context.vars: %d characters (expected: at most %d)"
          .formatted(json.length(), LONGEST_VARS);
    }
    open().put(VARS, json);
    return null;
  }

  Exchange open() {
    if (exchange == null) {
      throw new IllegalStateException(side() + ": used after the hook had ended");
    }
    return exchange;
  }

  boolean isOver() {
    return exchange == null;
  }

  /** The hook has ended. */
  void letGo() {
    exchange = null;
  }
}
