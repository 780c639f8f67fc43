package io.gatehouse.api.http;

import java.util.Objects;

/**
 * A request in its one canonical form: routing, authentication, caching and forwarding all see this
 * and nothing else.
 *
 * @param method an upper- or mixed-case token, case preserved (RFC 9110 section 9.1)
 * @param scheme {@code http} or {@code https}, of the connection the client used
 * @param authority lower-case host without a trailing dot and, where given, the port; empty only
 *     where HTTP/1.0 sent none
 * @param path absolute and percent-encoded in normal form: no dot segments, no empty inner
 *     segments, unreserved characters decoded, hex digits upper-case; {@code *} only for OPTIONS
 * @param query as sent, without the question mark; empty where there is none
 * @param headers owned by the exchange, mutable
 */
public record GatewayRequest(
    String method,
    String scheme,
    String authority,
    String path,
    String query,
    Headers headers,
    Body body) {

  public GatewayRequest {
    Objects.requireNonNull(body, "body");
    if (!path.startsWith("/") && !path.equals("*")) {
      throw new IllegalArgumentException("path: '" + path + "' (expected: to begin with /)");
    }
    requireOneLine("path", path);
    requireOneLine("query", query);
  }

  /** The authority without its port. */
  public String host() {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  /** Path and query as they stand in a request line. */
  public String target() {
    return query.isEmpty() ? path : path + '?' + query;
  }

  public GatewayRequest withMethod(String changed) {
    return new GatewayRequest(changed, scheme, authority, path, query, headers, body);
  }

  public GatewayRequest withAuthority(String changed) {
    return new GatewayRequest(method, scheme, changed, path, query, headers, body);
  }

  /** The same request for another resource; both parts percent-encoded. */
  public GatewayRequest withTarget(String changedPath, String changedQuery) {
    return new GatewayRequest(method, scheme, authority, changedPath, changedQuery, headers, body);
  }

  public GatewayRequest withBody(Body changed) {
    return new GatewayRequest(method, scheme, authority, path, query, headers, changed);
  }

  private static void requireOneLine(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127) {
        throw new IllegalArgumentException(
            what + ": character " + (int) c + " at " + i + " (expected: percent-encoded text)");
      }
    }
  }
}
