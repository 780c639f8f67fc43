package io.gatehouse.policy.ratelimit;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.policy.ratelimit.RateLimitConfig.By;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells whose allowance a request takes from. A value and an address have marks of their own, so
 * that a client cannot send a header that is another's address.
 */
final class AllowanceKey {

  /** Longer values are hashed: a client chooses them, and the store keeps them. */
  private static final int LONGEST_VALUE = 64;

  private final By by;
  private final Optional<String> header;
  private final String ofValue;
  private final String ofAddress;

  /**
   * A key for each who shares an allowance.
   *
   * @param scope where the policy stands: what its allowances are shared within
   */
  AllowanceKey(String scope, RateLimitConfig config) {
    by = config.by();
    header = config.header();
    // two limits in one place, a short and a long one, must not take from one another
    String prefix =
        scope
            + '|'
            + by.name().toLowerCase(Locale.ROOT)
            + header.map(name -> ':' + name.toLowerCase(Locale.ROOT)).orElse("")
            + '|'
            + config.window().toSeconds();
    ofValue = prefix + "|=";
    ofAddress = prefix + "|@";
  }

  String of(GatewayRequest request, Exchange exchange) {
    return switch (by) {
      case CONSUMER ->
          exchange.consumer().map(c -> ofValue + c.id()).orElseGet(() -> address(exchange));
      case CLIENT -> address(exchange);
      case API -> ofValue + exchange.api();
      case ROUTE -> ofValue + exchange.api() + '/' + exchange.route();
      case HEADER -> {
        List<String> values = header.map(request.headers()::all).orElse(List.of());
        yield values.isEmpty() ? address(exchange) : ofValue + bounded(String.join(",", values));
      }
    };
  }

  private String address(Exchange exchange) {
    return ofAddress + ClientAddress.site(exchange.client().address());
  }

  private static String bounded(String value) {
    if (value.length() <= LONGEST_VALUE) {
      return value;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
