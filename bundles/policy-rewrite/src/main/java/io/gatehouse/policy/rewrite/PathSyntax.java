package io.gatehouse.policy.rewrite;

import io.gatehouse.api.policy.PolicyConfigurationException;

/** What a path in normal form looks like (RFC 3986 section 3.3). */
final class PathSyntax {

  private static final String ALLOWED = "/!$&'()*+,;=:@";

  private PathSyntax() {}

  /**
   * Checks a path an operator wrote.
   *
   * @param key where it stands
   * @throws PolicyConfigurationException if it is no absolute path in normal form
   */
  static void check(String key, String path) {
    if (!path.startsWith("/")) {
      throw refused(key, path, "a path that begins with /");
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        if (i + 2 >= path.length()
            || PercentEncoding.digit(path.charAt(i + 1)) < 0
            || PercentEncoding.digit(path.charAt(i + 2)) < 0) {
          throw refused(key, path, "two hex digits after each %");
        }
      } else if (c == '?' || c == '#') {
        throw refused(key, path, "a path only; parameters belong under query");
      } else if (!PercentEncoding.isUnreserved(c) && ALLOWED.indexOf(c) < 0) {
        throw refused(key, path, "percent-encoding for the character at " + i);
      }
    }
    if (path.contains("//") || hasDotSegment(path)) {
      throw refused(key, path, "no empty, . or .. segments");
    }
  }

  /** Whether a segment is one or two dots, percent-encoded or not. */
  static boolean hasDotSegment(String path) {
    if (path.indexOf('.') < 0 && path.indexOf('%') < 0) {
      return false;
    }
    for (String segment : path.split("/", -1)) {
      String plain = segment.replace("%2E", ".").replace("%2e", ".");
      if (plain.equals(".") || plain.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static PolicyConfigurationException refused(String key, String path, String expected) {
    return new PolicyConfigurationException(
        key, "'" + path.replaceAll("\\p{Cntrl}", "?") + "' (expected: " + expected + ")");
  }
}
