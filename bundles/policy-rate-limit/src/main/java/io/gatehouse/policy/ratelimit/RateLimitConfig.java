package io.gatehouse.policy.ratelimit;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.http.FieldSyntax;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What an operator writes under {@code rate-limit}. */
public record RateLimitConfig(
    @Setting("How many requests may pass within any window") long limit,
    @Setting("How long a window is: whole seconds, up to 24h") Duration window,
    @Setting(
            value = "Who shares an allowance: consumer, client, api, route or header",
            defaultsTo = "consumer")
        By by,
    @Setting("With by: header, the header whose value tells allowances apart")
        Optional<String> header) {

  private static final long MOST = 1_000_000_000L;

  public RateLimitConfig {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    boolean whole = window.equals(window.truncatedTo(ChronoUnit.SECONDS));
    if (!whole
        || window.compareTo(Duration.ofSeconds(1)) < 0
        || window.compareTo(Duration.ofDays(1)) > 0) {
      String written = whole ? window.toSeconds() + "s" : window.toMillis() + "ms";
      throw new IllegalArgumentException(
          "window: " + written + " (expected: whole seconds from 1s to 24h)");
    }
    if (by == By.HEADER && header.isEmpty()) {
      throw new IllegalArgumentException(
          "header: missing (expected: the name of a header, because of by: header)");
    }
    if (by != By.HEADER && header.isPresent()) {
      throw new IllegalArgumentException("header: has no use here (expected: by: header with it)");
    }
    if (header.isPresent() && !FieldSyntax.isToken(header.get())) {
      throw new IllegalArgumentException("header: no header name (expected: one like x-tenant)");
    }
  }

  /** Who shares an allowance. */
  public enum By {
    CONSUMER,
    CLIENT,
    API,
    ROUTE,
    HEADER
  }
}
