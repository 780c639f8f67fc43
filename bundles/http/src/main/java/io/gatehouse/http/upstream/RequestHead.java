package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.http.NettyHeaders;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/** Gives a request the fields it goes to a target with. */
final class RequestHead {

  private static final AsciiString VIA_GATEHOUSE = AsciiString.cached("1.1 gatehouse");

  private RequestHead() {}

  /**
   * The request's fields, made ready for any target but for {@code Host}. Hop-by-hop fields go once
   * more: a policy may have set one.
   */
  static HttpHeaders prepare(GatewayRequest request) {
    HttpHeaders fields = NettyHeaders.unwrap(request.headers());
    HopByHop.strip(fields);
    fields.remove(HttpHeaderNames.EXPECT);
    fields.add(HttpHeaderNames.VIA, VIA_GATEHOUSE);
    switch (request.body()) {
      case Body.Empty _ -> {
        if (usuallyHasContent(request.method())) {
          fields.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        } else {
          fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
      }
      case Body.Buffered content -> setLength(fields, content.length());
      case Body.Streamed content -> {
        if (content.length() >= 0) {
          setLength(fields, content.length());
        } else {
          fields.remove(HttpHeaderNames.CONTENT_LENGTH);
          fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
      }
    }
    return fields;
  }

  /** The message, with its content where that is here. */
  static HttpRequest message(GatewayRequest request, HttpHeaders fields, TargetUrl url) {
    HttpMethod method = HttpMethod.valueOf(request.method());
    String target = target(request, url);
    return switch (request.body()) {
      case Body.Empty _ ->
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              method,
              target,
              Unpooled.EMPTY_BUFFER,
              fields,
              EmptyHttpHeaders.INSTANCE);
      case Body.Buffered content ->
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              method,
              target,
              Unpooled.wrappedBuffer(content.bytes()),
              fields,
              EmptyHttpHeaders.INSTANCE);
      case Body.Streamed _ -> new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, fields);
    };
  }

  /** What stands in the request line. */
  static String target(GatewayRequest request, TargetUrl url) {
    String own = request.target();
    return url.basePath().isEmpty() || request.path().equals("*") ? own : url.basePath() + own;
  }

  /** Whether the request may be sent twice: it has the same effect, and its content is here. */
  static boolean replayable(GatewayRequest request) {
    return !(request.body() instanceof Body.Streamed)
        && switch (request.method()) {
          case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
          default -> false;
        };
  }

  private static boolean usuallyHasContent(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static void setLength(HttpHeaders fields, long length) {
    fields.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
  }
}
