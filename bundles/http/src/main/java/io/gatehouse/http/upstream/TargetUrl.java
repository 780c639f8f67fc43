package io.gatehouse.http.upstream;

import io.gatehouse.api.policy.PolicyConfigurationException;
import java.net.URI;
import java.util.Locale;

/**
 * Where a target is, as its URL says.
 *
 * @param host a name or an IP address, without brackets
 * @param hostField what the target is called in {@code Host}: never with a default port
 * @param basePath goes before the path of every request; no slash at its end
 */
record TargetUrl(boolean secure, String host, int port, String hostField, String basePath) {

  private static final String EXPECTED = " (expected: http[s]://host[:port][/path])";

  /**
   * Reads a target's URL. Takes the authority apart itself because {@link URI} knows no host with
   * an underscore, which container networks are full of.
   *
   * @param key where it stands in the definition
   */
  static TargetUrl of(URI url, String key) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    String authority = url.getRawAuthority();
    if ((!secure && !scheme.equals("http")) || authority == null) {
      throw refused(key, url, "is no http URL");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null || authority.contains("@")) {
      throw refused(key, url, "has more than host, port and path");
    }
    int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String name = (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    String host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    int usual = secure ? 443 : 80;
    int port = colon < 0 ? usual : port(authority.substring(colon + 1), key, url);
    if (!host.matches(name.startsWith("[") ? "[0-9a-f:.]+" : "[a-z0-9._-]+")) {
      throw refused(key, url, "has no host");
    }
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new TargetUrl(secure, host, port, port == usual ? name : name + ':' + port, path);
  }

  /** Host and port, for people. */
  String label() {
    return (host.contains(":") ? "[" + host + "]" : host) + ':' + port;
  }

  private static int port(String text, String key, URI url) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65535) {
      throw refused(key, url, "has no port between 1 and 65535");
    }
    return port;
  }

  private static PolicyConfigurationException refused(String key, URI url, String why) {
    return new PolicyConfigurationException(key, "'" + url + "' " + why + EXPECTED);
  }
}
