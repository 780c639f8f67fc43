package io.gatehouse.api.http;

import java.util.Locale;

/** What a header field may look like on the wire (RFC 9110 sections 5.1 and 5.5). */
public final class FieldSyntax {

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      TOKEN[c] = true;
      TOKEN[c + 32] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldSyntax() {}

  /** Whether the text is a token: a legal field name or method (RFC 9110 section 5.6.2). */
  public static boolean isToken(CharSequence text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the text can be a field value: no control characters but the tab, and nothing that is
   * more than one byte on the wire.
   */
  public static boolean isValue(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the field belongs to a connection or frames a message, in any case: only listener and
   * client write it, and no configuration may (RFC 9110 section 7.6.1, RFC 9112 section 6).
   */
  public static boolean isOfConnection(String name) {
    // asked for each field that a script sets: most are told apart by their length
    return switch (name.length()) {
      case 2, 4, 7, 10, 14, 16, 17 -> isOfConnectionInLowerCase(name.toLowerCase(Locale.ROOT));
      default -> false;
    };
  }

  private static boolean isOfConnectionInLowerCase(String name) {
    return switch (name) {
      case "connection",
          "content-length",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade" ->
          true;
      default -> false;
    };
  }

  /**
   * Whether no client can send the field, in any case: the listener drops or refuses it whoever
   * sends it, because it belongs to the connection, because only the gateway may set it, because it
   * means something else to what is behind, or because of an underscore, which many take for a
   * hyphen. What asks for such a field asks in vain.
   */
  public static boolean isKeptFromClients(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.indexOf('_') >= 0
        || lower.startsWith("camel")
        || lower.startsWith("org.apache.camel.")
        || (lower.startsWith("sec-websocket-key") && lower.length() == 18)
        || lower.startsWith("x-consumer")) {
      return true;
    }
    return switch (lower) {
      case "breadcrumbid",
          "connection",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade" ->
          true;
      default -> false;
    };
  }

  static String name(String name) {
    if (!isToken(name)) {
      throw new IllegalArgumentException(
          "header name: '" + printable(name) + "' (expected: a token such as x-request-id)");
    }
    return name;
  }

  static String value(String name, String value) {
    if (!isValue(value)) {
      throw new IllegalArgumentException(
          "header "
              + name
              + ": value has a control character or one beyond ISO 8859-1 (expected: visible"
              + " text)");
    }
    return value;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
