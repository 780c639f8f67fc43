package io.gatehouse.http.listener;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.http.ChannelBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response of one stream: the head, then the content as it comes and as the client's
 * windows let it go. The last piece waits for the end of the turn, so that it can say that it is
 * the last.
 */
final class Http2ResponseWriter implements ContentWriter, ChannelFutureListener {

  private final Http2Output output;
  private final Http2Call call;
  private @Nullable ChannelBody source;
  private @Nullable BodyFlow flow;
  private @Nullable ByteBuf held;
  private boolean bodiless;
  private boolean over;
  private long declared;

  Http2ResponseWriter(Http2Output output, Http2Call call) {
    this.output = output;
    this.call = call;
  }

  void write(GatewayResponse response) {
    int status = response.status();
    Body body = response.body();
    bodiless = call.wantsHeadOnly() || status == 204 || status == 304;
    declared = status == 205 ? 0 : body.length();
    long length = bodiless ? ResponseHead.announced(response, declared) : declared;
    Http2Headers head = output.head().of(response, call.loop().date(), length);
    boolean withoutContent = bodiless || declared == 0 || body instanceof Body.Empty;
    if (withoutContent) {
      finish(head);
      ResponseWriter.discard(body);
      return;
    }
    output.writeHeaders(call.stream(), head);
    if (over) {
      // the connection has failed over it
      ResponseWriter.discard(body);
    } else {
      content(body);
    }
  }

  private void content(Body body) {
    switch (body) {
      case Body.Empty empty -> throw new IllegalStateException("a body without content");
      case Body.Buffered(byte[] bytes) -> {
        call.sent(bytes.length);
        held = Unpooled.wrappedBuffer(bytes);
        finish(null);
      }
      case ChannelBody piped -> {
        source = piped;
        piped.setPaused(!ready());
        piped.drainTo(this);
        output.flushSoon(this);
      }
      case Body.Streamed streamed -> {
        output.flushSoon(this);
        BodyFlow subscriber = new BodyFlow(this, call.loop().nettyLoop());
        flow = subscriber;
        streamed.subscribe(subscriber);
      }
    }
  }

  @Override
  public void data(ByteBuf piece) {
    int length = piece.readableBytes();
    if (over || length == 0) {
      piece.release();
      return;
    }
    call.sent(length);
    if (declared >= 0 && call.sent() > declared) {
      piece.release();
      abort();
      return;
    }
    writeHeld();
    if (over) {
      piece.release();
      return;
    }
    held = piece;
    output.flushSoon(this);
    if (!ready()) {
      hold(true);
    }
  }

  /** Writes the piece that waits: it is not the last, or nobody knows yet. */
  void writeHeld() {
    ByteBuf piece = held;
    if (piece != null) {
      held = null;
      output.writeData(call.stream(), piece, false, this);
    }
  }

  private void hold(boolean paused) {
    ChannelBody piped = source;
    if (piped != null) {
      piped.setPaused(paused);
    }
  }

  @Override
  public boolean ready() {
    ByteBuf piece = held;
    return output.writable(call.stream(), piece == null ? 0 : piece.readableBytes());
  }

  @Override
  public void flush() {
    output.flushSoon(this);
  }

  /** The client may have made room. */
  void writable() {
    if (over || !ready()) {
      return;
    }
    hold(false);
    BodyFlow subscriber = flow;
    if (subscriber != null) {
      subscriber.writable();
    }
  }

  @Override
  public void pause() {
    output.flushSoon(this);
  }

  @Override
  public void end(Headers trailers) {
    if (over) {
      return;
    }
    if (declared >= 0 && call.sent() != declared) {
      abort();
      return;
    }
    Http2Headers last = trailers.size() == 0 ? null : output.head().trailers(trailers);
    finish(last == null || last.isEmpty() ? null : last);
  }

  @Override
  public void failed(Throwable cause) {
    if (!over) {
      abort();
    }
  }

  /** Ends the stream, with fields as its last frame where there are some. */
  private void finish(@Nullable Http2Headers fields) {
    over = true;
    source = null;
    flow = null;
    if (call.resetWith() != null) {
      finishWithReset(fields);
      return;
    }
    ChannelFutureListener atEnd = written -> call.end(written.isSuccess());
    if (fields != null) {
      writeHeld();
      output.writeLastHeaders(call.stream(), fields, atEnd);
    } else {
      ByteBuf piece = held;
      held = null;
      output.writeData(call.stream(), piece == null ? Unpooled.EMPTY_BUFFER : piece, true, atEnd);
    }
    output.flushSoon(this);
  }

  /** A malformed request: the reset takes the place of an orderly end. */
  private void finishWithReset(@Nullable Http2Headers fields) {
    if (fields != null) {
      output.writeHeaders(call.stream(), fields);
    }
    writeHeld();
    output.flush();
    call.end(true);
  }

  /** The client is gone: gives up the content that was still to come. */
  void cancel() {
    over = true;
    ByteBuf piece = held;
    held = null;
    if (piece != null) {
      piece.release();
    }
    ChannelBody piped = source;
    source = null;
    if (piped != null) {
      piped.discard();
    }
    BodyFlow subscriber = flow;
    flow = null;
    if (subscriber != null) {
      subscriber.cancel();
    }
  }

  private void abort() {
    writeHeld();
    cancel();
    output.reset(call.stream(), Http2Error.INTERNAL_ERROR);
    call.end(false);
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    call.wrote();
  }
}
