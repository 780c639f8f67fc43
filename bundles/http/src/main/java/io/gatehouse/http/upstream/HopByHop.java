package io.gatehouse.http.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/** Fields that are between two neighbours only (RFC 9110 section 7.6.1). */
final class HopByHop {

  private static final AsciiString[] ALWAYS = {
    AsciiString.cached("keep-alive"),
    AsciiString.cached("proxy-connection"),
    AsciiString.cached("proxy-authenticate"),
    AsciiString.cached("proxy-authorization"),
    AsciiString.cached("http2-settings"),
    HttpHeaderNames.TE,
    HttpHeaderNames.TRAILER,
    HttpHeaderNames.TRANSFER_ENCODING,
    HttpHeaderNames.UPGRADE,
  };

  private HopByHop() {}

  /** Removes them, and what {@code Connection} names. */
  static void strip(HttpHeaders fields) {
    if (fields.contains(HttpHeaderNames.CONNECTION)) {
      List<String> named = fields.getAll(HttpHeaderNames.CONNECTION);
      fields.remove(HttpHeaderNames.CONNECTION);
      for (String line : named) {
        for (String name : line.split(",", -1)) {
          String token = name.strip();
          if (!token.isEmpty()) {
            fields.remove(token);
          }
        }
      }
    }
    for (AsciiString name : ALWAYS) {
      fields.remove(name);
    }
  }
}
