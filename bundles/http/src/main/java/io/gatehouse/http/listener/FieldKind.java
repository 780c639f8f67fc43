package io.gatehouse.http.listener;

import io.netty.util.AsciiString;

/** What a header field is to a listener, told by its name. */
enum FieldKind {
  /** Nothing special: passes. */
  PLAIN,
  HOST,
  CONTENT_LENGTH,
  TRANSFER_ENCODING,
  CONTENT_TYPE,
  CONNECTION,
  EXPECT,
  AUTHORIZATION,
  DATE,
  /** Holds for one connection only, or asks for a protocol change: dropped in both directions. */
  HOP_BY_HOP,
  FORWARDED_FOR,
  FORWARDED_PROTO,
  FORWARDED_HOST,
  /** Says something about the client that only a trusted proxy may say. */
  PROXY_CLAIM,
  /** Only the gateway itself may set it, or it means something to what is behind: dropped. */
  RESERVED,
  /** Would make the codec expect content that no other reader expects. */
  HIXIE;

  /** The kind of the field with this name in any case. */
  static FieldKind of(CharSequence name) {
    int length = name.length();
    if (length == 0) {
      return PLAIN;
    }
    return switch (name.charAt(0) | 0x20) {
      case 'a' -> is(name, "authorization") ? AUTHORIZATION : PLAIN;
      case 'b' -> is(name, "breadcrumbid") ? RESERVED : PLAIN;
      case 'c' -> ofC(name, length);
      case 'd' -> is(name, "date") ? DATE : PLAIN;
      case 'e' -> is(name, "expect") ? EXPECT : PLAIN;
      case 'f' -> is(name, "forwarded") ? PROXY_CLAIM : PLAIN;
      case 'h' -> is(name, "host") ? HOST : is(name, "http2-settings") ? HOP_BY_HOP : PLAIN;
      case 'k' -> is(name, "keep-alive") ? HOP_BY_HOP : PLAIN;
      case 'o' -> begins(name, "org.apache.camel.") ? RESERVED : PLAIN;
      case 'p' -> ofP(name);
      case 's' ->
          begins(name, "sec-websocket-key") && length == 18
              ? HIXIE
              : begins(name, "ssl-client-") ? PROXY_CLAIM : PLAIN;
      case 't' -> ofT(name);
      case 'u' -> is(name, "upgrade") ? HOP_BY_HOP : PLAIN;
      case 'x' -> length > 2 && name.charAt(1) == '-' ? ofX(name) : PLAIN;
      default -> PLAIN;
    };
  }

  private static FieldKind ofC(CharSequence name, int length) {
    if (length == 10 && is(name, "connection")) {
      return CONNECTION;
    }
    if (length == 14 && is(name, "content-length")) {
      return CONTENT_LENGTH;
    }
    if (length == 12 && is(name, "content-type")) {
      return CONTENT_TYPE;
    }
    return begins(name, "camel") ? RESERVED : PLAIN;
  }

  private static FieldKind ofP(CharSequence name) {
    if (is(name, "proxy")) {
      // becomes the environment variable HTTP_PROXY in what is behind
      return RESERVED;
    }
    return is(name, "proxy-connection")
            || is(name, "proxy-authorization")
            || is(name, "proxy-authenticate")
        ? HOP_BY_HOP
        : PLAIN;
  }

  private static FieldKind ofT(CharSequence name) {
    if (is(name, "transfer-encoding")) {
      return TRANSFER_ENCODING;
    }
    if (is(name, "te") || is(name, "trailer")) {
      return HOP_BY_HOP;
    }
    return is(name, "true-client-ip") ? PROXY_CLAIM : PLAIN;
  }

  private static FieldKind ofX(CharSequence name) {
    return switch (name.charAt(2) | 0x20) {
      case 'c' ->
          begins(name, "x-consumer")
              ? RESERVED
              : begins(name, "x-client-") || is(name, "x-cluster-client-ip") ? PROXY_CLAIM : PLAIN;
      case 'f' -> ofForwarded(name);
      case 'h' -> begins(name, "x-http-method") ? PROXY_CLAIM : PLAIN;
      case 'm' -> is(name, "x-method-override") ? PROXY_CLAIM : PLAIN;
      case 'o' -> begins(name, "x-original-") ? PROXY_CLAIM : PLAIN;
      case 'r' ->
          is(name, "x-real-ip") || is(name, "x-rewrite-url") || is(name, "x-remote-user")
              ? PROXY_CLAIM
              : PLAIN;
      case 's' -> begins(name, "x-ssl-") ? PROXY_CLAIM : PLAIN;
      default -> PLAIN;
    };
  }

  private static FieldKind ofForwarded(CharSequence name) {
    if (!begins(name, "x-forwarded")) {
      return PLAIN;
    }
    return switch (name.length()) {
      case 15 -> is(name, "x-forwarded-for") ? FORWARDED_FOR : PROXY_CLAIM;
      case 16 -> is(name, "x-forwarded-host") ? FORWARDED_HOST : PROXY_CLAIM;
      default -> is(name, "x-forwarded-proto") ? FORWARDED_PROTO : PROXY_CLAIM;
    };
  }

  private static boolean is(CharSequence name, String lowerCase) {
    return AsciiString.contentEqualsIgnoreCase(name, lowerCase);
  }

  private static boolean begins(CharSequence name, String lowerCase) {
    return AsciiString.regionMatches(name, true, 0, lowerCase, 0, lowerCase.length());
  }
}
