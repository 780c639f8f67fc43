package io.gatehouse.policy.script;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the paths that scripts write in the gateway's one canonical form, so that nothing behind
 * the policies reads a path otherwise than the policies did.
 */
final class PathForm {

  private static final Pattern ALLOWED =
      Pattern.compile("/(?:[\\w\\-.~!$&'()*+,;=:@/]|%\\p{XDigit}{2})*");
  private static final Pattern QUERY =
      Pattern.compile("(?:[\\w\\-.~!$&'()*+,;=:@/?\\[\\]{}|^`\\\\]|%\\p{XDigit}{2})*");
  private static final Pattern DOTS = Pattern.compile("/(?:\\.{1,2})(?:/|$)");

  private PathForm() {}

  /** The path in normal form; empty where it has none. */
  static Optional<String> path(String path) {
    if (!ALLOWED.matcher(path).matches()) {
      return Optional.empty();
    }
    String normal = path.indexOf('%') < 0 ? path : unescaped(path);
    return normal.contains("//") || DOTS.matcher(normal).find()
        ? Optional.empty()
        : Optional.of(normal);
  }

  static boolean isQuery(String query) {
    return QUERY.matcher(query).matches();
  }

  /** Decodes what needs no escape and writes the others in upper case. */
  private static String unescaped(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      String hex = path.substring(i + 1, i + 3);
      char decoded = (char) Integer.parseInt(hex, 16);
      if (decoded < 128 && (Character.isLetterOrDigit(decoded) || "-._~".indexOf(decoded) >= 0)) {
        out.append(decoded);
      } else {
        out.append('%').append(hex.toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return out.toString();
  }
}
