package io.gatehouse.http.listener;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.http.NettyHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a response. Framing and the fields of the connection are the listener's own;
 * what the response says of them is left out. One for each connection.
 */
final class ResponseHead implements BiConsumer<CharSequence, CharSequence> {

  private static final AsciiString VERSION = AsciiString.cached("HTTP/1.1 ");
  private static final AsciiString DATE = AsciiString.cached("date: ");
  private static final AsciiString CLOSE = AsciiString.cached("connection: close\r\n");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("connection: keep-alive\r\n");
  private static final AsciiString CHUNKED = AsciiString.cached("transfer-encoding: chunked\r\n");
  private static final AsciiString LENGTH = AsciiString.cached("content-length: ");
  private static final int SEPARATOR = (':' << 8) | ' ';
  private static final int LINE_END = ('\r' << 8) | '\n';

  private final ResponseFields passing = new ResponseFields();
  private @Nullable ByteBuf out;

  /** Begins with the status line and the fields that pass. */
  void begin(ByteBuf target, GatewayResponse response, AsciiString date) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(response.status());
    ByteBufUtil.writeAscii(target, VERSION);
    ByteBufUtil.writeAscii(target, status.codeAsText());
    target.writeByte(' ');
    ByteBufUtil.writeAscii(target, status.reasonPhrase());
    target.writeShort(LINE_END);
    fields(target, response.headers());
    if (!passing.dated()) {
      ByteBufUtil.writeAscii(target, DATE);
      ByteBufUtil.writeAscii(target, date);
      target.writeShort(LINE_END);
    }
  }

  /**
   * The length that a response without content announces: that of the content it would have. A
   * response to HEAD and a 304 may; -1 where this one does not.
   */
  static long announced(GatewayResponse response, long declared) {
    if (response.status() == 204) {
      return -1;
    }
    String written = response.headers().firstOr("content-length", "");
    return declared > 0 ? declared : isLength(written) ? Long.parseLong(written) : -1;
  }

  private static boolean isLength(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 18;
  }

  static void chunked(ByteBuf target) {
    ByteBufUtil.writeAscii(target, CHUNKED);
  }

  static void length(ByteBuf target, long length) {
    ByteBufUtil.writeAscii(target, LENGTH);
    decimal(target, length);
    target.writeShort(LINE_END);
  }

  static void end(ByteBuf target, boolean keepAlive, boolean http11) {
    if (!keepAlive) {
      ByteBufUtil.writeAscii(target, CLOSE);
    } else if (!http11) {
      ByteBufUtil.writeAscii(target, KEEP_ALIVE);
    }
    target.writeShort(LINE_END);
  }

  /** Writes trailer fields and the empty line after them. */
  void trailers(ByteBuf target, Headers trailers) {
    fields(target, trailers);
    target.writeShort(LINE_END);
  }

  private void fields(ByteBuf target, Headers headers) {
    out = target;
    passing.of(headers);
    if (headers instanceof NettyHeaders) {
      HttpHeaders lines = NettyHeaders.unwrap(headers);
      Iterator<Map.Entry<CharSequence, CharSequence>> it = lines.iteratorCharSequence();
      while (it.hasNext()) {
        Map.Entry<CharSequence, CharSequence> line = it.next();
        accept(line.getKey(), line.getValue());
      }
    } else {
      headers.forEach(this);
    }
    out = null;
  }

  @Override
  public void accept(CharSequence name, CharSequence value) {
    ByteBuf target = out;
    if (target == null || !passing.passes(name)) {
      return;
    }
    ByteBufUtil.writeAscii(target, name);
    target.writeShort(SEPARATOR);
    ByteBufUtil.writeAscii(target, value);
    target.writeShort(LINE_END);
  }

  private static void decimal(ByteBuf target, long number) {
    if (number >= 10) {
      decimal(target, number / 10);
    }
    target.writeByte('0' + (int) (number % 10));
  }
}
