package io.gatehouse.http.listener;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.http.NettyHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** Makes the heads and trailers of HTTP/2 responses. One for each connection. */
final class Http2ResponseHead {

  private final ResponseFields passing = new ResponseFields();

  /**
   * The head of a response.
   *
   * @param length of the content, -1 where it is not announced
   */
  Http2Headers of(GatewayResponse response, AsciiString date, long length) {
    Http2Headers head = new DefaultHttp2Headers(false, response.headers().size() + 3);
    head.status(HttpResponseStatus.valueOf(response.status()).codeAsText());
    fields(head, response.headers());
    if (!passing.dated()) {
      head.add(HttpHeaderNames.DATE, date);
    }
    if (length >= 0) {
      head.add(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
    }
    return head;
  }

  /** The fields behind the content; none where nothing passes. */
  Http2Headers trailers(Headers trailers) {
    Http2Headers fields = new DefaultHttp2Headers(false, trailers.size());
    fields(fields, trailers);
    return fields;
  }

  private void fields(Http2Headers into, Headers headers) {
    passing.of(headers);
    if (headers instanceof NettyHeaders) {
      HttpHeaders lines = NettyHeaders.unwrap(headers);
      Iterator<Map.Entry<CharSequence, CharSequence>> it = lines.iteratorCharSequence();
      while (it.hasNext()) {
        Map.Entry<CharSequence, CharSequence> line = it.next();
        field(into, line.getKey(), line.getValue());
      }
    } else {
      headers.forEach((name, value) -> field(into, name, value));
    }
  }

  private void field(Http2Headers into, CharSequence name, CharSequence value) {
    if (passing.passes(name)) {
      into.add(AsciiString.of(name).toLowerCase(), value);
    }
  }
}
