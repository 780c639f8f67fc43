package io.gatehouse.http.listener;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Decompresses heads and judges nothing: what is wrong with one is found where it becomes a
 * request, so that it gets an answer and a line in the log.
 */
final class Http2HeadDecoder extends DefaultHttp2HeadersDecoder {

  Http2HeadDecoder(long mostBytes) {
    super(false, mostBytes);
  }

  @Override
  protected Http2Headers newHeaders() {
    return new Fields(numberOfHeadersGuess());
  }

  /** The fields of a head, and whether they came in order. */
  static final class Fields extends DefaultHttp2Headers {

    private boolean regular;
    private boolean misplaced;

    Fields(int expected) {
      super(false, expected);
    }

    /** Whether a pseudo-header stood behind a field: the codec keeps no order among them. */
    boolean misplaced() {
      return misplaced;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
      if (name.isEmpty() || name.charAt(0) != ':') {
        regular = true;
      } else if (regular) {
        misplaced = true;
      }
      return super.add(name, value);
    }
  }
}
