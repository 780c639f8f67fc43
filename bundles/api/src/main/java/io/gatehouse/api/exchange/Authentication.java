package io.gatehouse.api.exchange;

import java.util.List;
import java.util.Map;

/**
 * How the caller of an exchange was established. A policy that does so by anything but an API key
 * leaves it on the exchange; where it leaves none and there is a consumer, it was an API key.
 *
 * @param method kebab-case: {@code jwt}
 * @param subject whom the credential names
 * @param claims what the credential says of them; values are strings, numbers, booleans, lists and
 *     maps
 * @param scopes what they may do
 */
public record Authentication(
    String method, String subject, Map<String, Object> claims, List<String> scopes) {

  public static final Attribute<Authentication> ATTRIBUTE = Attribute.named("authentication");

  /** What is known of a consumer that came with an API key. */
  public static final String API_KEY = "api-key";

  public Authentication {
    claims = Map.copyOf(claims);
    scopes = List.copyOf(scopes);
  }
}
