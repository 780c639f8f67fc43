package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codec's reader of frames, with what it leaves open: heads for streams that are closed already
 * or can no longer be opened (RFC 9113 sections 5.1 and 5.1.1).
 */
final class StrictFrameReader implements Http2FrameReader {

  private final Http2FrameReader reader;
  private final Http2Connection streams;
  private final ClosedStreams closed;
  private @Nullable Http2FrameListener known;
  private @Nullable Http2FrameListener strict;

  StrictFrameReader(Http2FrameReader reader, Http2Connection streams, ClosedStreams closed) {
    this.reader = reader;
    this.streams = streams;
    this.closed = closed;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener)
      throws Http2Exception {
    Http2FrameListener checked = strict;
    if (checked == null || !listener.equals(known)) {
      // the codec has another one before the first settings
      known = listener;
      checked = new Strict(listener);
      strict = checked;
    }
    reader.readFrame(ctx, input, checked);
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Strict extends Http2FrameListenerDecorator {

    Strict(Http2FrameListener listener) {
      super(listener);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream)
        throws Http2Exception {
      if (isExpected(streamId)) {
        super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream)
        throws Http2Exception {
      if (isExpected(streamId)) {
        super.onHeadersRead(
            ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
      }
    }

    private boolean isExpected(int streamId) throws Http2Exception {
      Http2Stream stream = streams.stream(streamId);
      if (stream != null) {
        if (!stream.state().remoteSideOpen() && !stream.isResetSent()) {
          throw Http2Exception.streamError(
              streamId, Http2Error.STREAM_CLOSED, "a head on a stream that its client has ended");
        }
        return true;
      }
      if (!streams.remote().mayHaveCreatedStream(streamId)) {
        return true;
      }
      if (closed.byUs(streamId)) {
        return false;
      }
      throw closed.byClient(streamId)
          ? Http2Exception.connectionError(
              Http2Error.STREAM_CLOSED, "a head on a stream that is closed")
          : Http2Exception.connectionError(
              Http2Error.PROTOCOL_ERROR, "a stream with a lower number than one before it");
    }
  }
}
