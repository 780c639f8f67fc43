package io.gatehouse.camel;

import java.util.Locale;
import java.util.Set;

/**
 * Which header fields may pass between HTTP and Camel.
 *
 * <p>Camel's components take headers such as {@code CamelFileName} or {@code CamelHttpUri} for
 * instructions, and Camel does not mind their case: a client that could set one would write files
 * and choose hosts. None passes, in either direction.
 */
final class HeaderBorder {

  /** They describe one connection, or bytes that are counted anew. */
  private static final Set<String> TRANSPORT =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Fields that decide who somebody is, or where a request came from, and have no hyphen. */
  private static final Set<String> TELLING =
      Set.of("authorization", "cookie", "forwarded", "origin", "referer", "via");

  private HeaderBorder() {}

  /**
   * Whether a query parameter may become a header. Not one that reads like a field of HTTP: what a
   * policy has removed or vouched for, a query must not bring back.
   */
  static boolean passesAsParameter(String name) {
    return passes(name)
        && name.indexOf('-') < 0
        && !TELLING.contains(name.toLowerCase(Locale.ROOT));
  }

  static boolean passes(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.startsWith("camel")
        && !lower.startsWith("org.apache.camel")
        && !lower.startsWith("gatehouse")
        && !lower.equals("breadcrumbid")
        && !TRANSPORT.contains(lower);
  }
}
