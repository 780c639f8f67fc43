package io.gatehouse.policy.cors;

import io.gatehouse.api.definition.Setting;
import java.time.Duration;
import java.util.List;

/** What an operator writes under {@code cors}. */
public record CorsConfig(
    @Setting("Origins whose pages may read responses, exact; or * alone for all")
        List<String> allowedOrigins,
    @Setting("Methods such pages may use; GET, HEAD and POST where left out") List<String> methods,
    @Setting("Request fields such pages may send beyond the few every page may; or * alone for all")
        List<String> headers,
    @Setting("Response fields such pages may read beyond the few every page may")
        List<String> exposedHeaders,
    @Setting(value = "Whether browsers may send cookies and credentials", defaultsTo = "false")
        boolean credentials,
    @Setting(value = "How long browsers may remember a preflight's answer", defaultsTo = "10m")
        Duration maxAge) {

  public CorsConfig {
    if (allowedOrigins.isEmpty()) {
      throw new IllegalArgumentException(
          "allowedOrigins: none (expected: origins such as https://shop.example.com, or '*')");
    }
    if (maxAge.isNegative() || maxAge.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "maxAge: " + maxAge.toSeconds() + "s (expected: 0s to 24h)");
    }
    if (credentials && (allowedOrigins.contains("*") || headers.contains("*"))) {
      throw new IllegalArgumentException(
          "credentials: true with '*' (expected: origins and headers by name, or no credentials)");
    }
    allowedOrigins = List.copyOf(allowedOrigins);
    methods = methods.isEmpty() ? List.of("GET", "HEAD", "POST") : List.copyOf(methods);
    headers = List.copyOf(headers);
    exposedHeaders = List.copyOf(exposedHeaders);
  }
}
