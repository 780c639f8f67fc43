package io.gatehouse.policy.cors;

import io.gatehouse.api.policy.PolicyConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The origins that are let in. Compared as whole strings in the form browsers send: no pattern, no
 * prefix, no suffix, because each of those has let a stranger in somewhere.
 */
record AllowedOrigins(boolean any, Set<String> exact) {

  private static final String EXPECTED =
      " (expected: scheme and host as browsers send them, such as https://shop.example.com)";

  static AllowedOrigins of(List<String> configured) {
    if (configured.contains("*")) {
      if (configured.size() > 1) {
        throw new PolicyConfigurationException(
            "allowedOrigins", "'*' beside others (expected: '*' alone, or origins)");
      }
      return new AllowedOrigins(true, Set.of());
    }
    Set<String> exact = new HashSet<>();
    for (int i = 0; i < configured.size(); i++) {
      exact.add(origin("allowedOrigins[" + i + ']', configured.get(i)));
    }
    return new AllowedOrigins(false, Set.copyOf(exact));
  }

  boolean allows(String origin) {
    return any || exact.contains(origin);
  }

  private static String origin(String key, String written) {
    if (written.equals("null")) {
      // sandboxed frames and local files: allowed to those who say so
      return written;
    }
    if (written.contains("*")) {
      throw new PolicyConfigurationException(
          key, "'" + written + "' has a wildcard (expected: each origin in full, or '*' alone)");
    }
    URI uri = parsed(key, written);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    boolean isOrigin =
        !scheme.isEmpty()
            && host != null
            && uri.getRawUserInfo() == null
            && uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null;
    if (!isOrigin) {
      throw new PolicyConfigurationException(key, "'" + written + "'" + EXPECTED);
    }
    int port = uri.getPort();
    boolean implied =
        port < 0
            || (scheme.equals("https") && port == 443)
            || (scheme.equals("http") && port == 80);
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + (implied ? "" : ":" + port);
  }

  private static URI parsed(String key, String written) {
    try {
      return new URI(written);
    } catch (URISyntaxException e) {
      throw new PolicyConfigurationException(key, "'" + written + "'" + EXPECTED);
    }
  }
}
