package io.gatehouse.policy.ratelimit;

import io.gatehouse.api.http.Headers;
import io.gatehouse.api.store.CounterStore.Allowance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What clients are told: {@code RateLimit-Policy} and {@code RateLimit} of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers) and the three fields that came before it.
 */
record RateLimitFields(String policy, String item, String limit) {

  static RateLimitFields of(RateLimitConfig config) {
    long seconds = config.window().toSeconds();
    String item = '"' + config.by().name().toLowerCase(Locale.ROOT) + '-' + seconds + "s\"";
    return new RateLimitFields(
        item + ";q=" + config.limit() + ";w=" + seconds, item, Long.toString(config.limit()));
  }

  /** Tells of the allowance beside what inner limits already told. */
  void tell(Headers headers, Allowance allowance) {
    headers.add("ratelimit-policy", policy);
    headers.add("ratelimit", current(allowance));
    headers.set("ratelimit-limit", limit);
    headers.set("ratelimit-remaining", Long.toString(allowance.remaining()));
    headers.set("ratelimit-reset", Long.toString(seconds(allowance.resetAfter())));
  }

  /** The fields of a refusal. */
  Map<String, String> refusal(Allowance allowance) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("retry-after", Long.toString(Math.max(1, seconds(allowance.retryAfter()))));
    fields.put("ratelimit-policy", policy);
    fields.put("ratelimit", current(allowance));
    fields.put("ratelimit-limit", limit);
    fields.put("ratelimit-remaining", Long.toString(allowance.remaining()));
    fields.put("ratelimit-reset", Long.toString(seconds(allowance.resetAfter())));
    return fields;
  }

  private String current(Allowance allowance) {
    return item + ";r=" + allowance.remaining() + ";t=" + seconds(allowance.resetAfter());
  }

  /** Rounded up, so that whoever waits that long has waited long enough. */
  private static long seconds(Duration duration) {
    return Math.ceilDiv(duration.toNanos(), 1_000_000_000L);
  }
}
