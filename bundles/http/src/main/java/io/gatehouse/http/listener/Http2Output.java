package io.gatehouse.http.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import java.util.ArrayList;
import java.util.List;

/** What goes out on an HTTP/2 connection: frames of many streams, flushed together. */
final class Http2Output {

  private static final Http2Headers CONTINUE =
      ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());

  /** With so much written, flushing waits for nothing. */
  private static final int FLUSHED = 64 * 1024;

  private final Http2ClientConnection connection;
  private final Http2ConnectionEncoder encoder;
  private final Http2Budget budget;
  private final Http2ResponseHead head = new Http2ResponseHead();
  private final List<Http2ResponseWriter> unflushed = new ArrayList<>();
  private final Runnable lateFlush = this::flush;
  private boolean flushScheduled;
  private int unflushedBytes;
  private long written;

  Http2Output(
      Http2ClientConnection connection, Http2ConnectionEncoder encoder, Http2Budget budget) {
    this.connection = connection;
    this.encoder = encoder;
    this.budget = budget;
  }

  /** Makes heads of responses. */
  Http2ResponseHead head() {
    return head;
  }

  /** Content bytes that were given to the codec. */
  long written() {
    return written;
  }

  void writeContinue(Http2Stream stream) {
    ChannelHandlerContext ctx = connection.context();
    var _ = encoder.writeHeaders(ctx, stream.id(), CONTINUE, 0, false, ctx.newPromise());
    flushSoon();
  }

  void writeHeaders(Http2Stream stream, Http2Headers fields) {
    budget.earn();
    ChannelHandlerContext ctx = connection.context();
    var _ = encoder.writeHeaders(ctx, stream.id(), fields, 0, false, ctx.newPromise());
  }

  /** Writes fields that end the stream. */
  void writeLastHeaders(Http2Stream stream, Http2Headers fields, ChannelFutureListener heard) {
    budget.earn();
    var _ = encoder.writeHeaders(connection.context(), stream.id(), fields, 0, true, to(heard));
  }

  void writeData(Http2Stream stream, ByteBuf piece, boolean last, ChannelFutureListener heard) {
    budget.earn();
    written += piece.readableBytes();
    unflushedBytes += piece.readableBytes();
    var _ = encoder.writeData(connection.context(), stream.id(), piece, 0, last, to(heard));
  }

  private ChannelPromise to(ChannelFutureListener heard) {
    // before the codec adds its own: whoever wrote hears of the end before the stream is closed
    return connection.context().newPromise().addListener(heard);
  }

  void reset(Http2Stream stream, Http2Error error) {
    ChannelHandlerContext ctx = connection.context();
    var _ = encoder.writeRstStream(ctx, stream.id(), error.code(), ctx.newPromise());
    flushSoon();
  }

  /** Whether the stream's windows and the socket have room for more than what waits. */
  boolean writable(Http2Stream stream, int waiting) {
    return encoder.flowController().isWritable(stream)
        && encoder.flowController().windowSize(stream) > waiting;
  }

  /**
   * Flushes at the end of the turn, with whatever else of this connection is written until then.
   */
  void flushSoon(Http2ResponseWriter writer) {
    if (unflushedBytes > FLUSHED) {
      // with what has not been flushed the client cannot make room
      flush();
      return;
    }
    unflushed.add(writer);
    flushSoon();
  }

  void flushSoon() {
    if (!flushScheduled) {
      flushScheduled = true;
      connection.loop().nettyLoop().execute(lateFlush);
    }
  }

  void flush() {
    flushScheduled = false;
    if (connection.active()) {
      writeHeld();
      connection.flush(connection.context());
    }
  }

  /** Writes what waited for the end of the turn. */
  void writeHeld() {
    unflushedBytes = 0;
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).writeHeld();
    }
    unflushed.clear();
  }
}
