package io.gatehouse.http.listener;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.http.ChannelBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AsciiString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses to a connection, one after the other: the head, then the content as it comes and
 * as the client takes it. What is written in one go is flushed in one go.
 */
final class ResponseWriter implements ContentWriter {

  private static final AsciiString CONTINUE = AsciiString.cached("HTTP/1.1 100 Continue\r\n\r\n");
  private static final AsciiString LAST_CHUNK = AsciiString.cached("0\r\n");

  /** Content up to this size is copied behind the head: cheaper than a second buffer. */
  private static final int COPIED = 4096;

  private static final int HEAD = 512;
  private static final int LINE_END = ('\r' << 8) | '\n';

  private final ClientConnection connection;
  private final ResponseHead head = new ResponseHead();
  private final Runnable lateFlush = this::flushLate;

  private @Nullable Http1Call call;
  private @Nullable ChannelBody source;
  private @Nullable BodyFlow flow;
  private boolean chunked;
  private boolean endsByClosing;
  private boolean begun;
  private boolean unflushed;
  private long declared;

  ResponseWriter(ClientConnection connection) {
    this.connection = connection;
  }

  /** Gives up content that will not be written. */
  static void discard(Body body) {
    if (body instanceof Body.Streamed streamed) {
      streamed.discard();
    }
  }

  void writeContinue() {
    ByteBuf line = connection.context().alloc().buffer(CONTINUE.length());
    write(line.writeBytes(CONTINUE.array()));
    flush();
  }

  void write(Http1Call answered, GatewayResponse response) {
    call = answered;
    if (connection.listener().draining()) {
      answered.lastOnConnection();
    }
    int status = response.status();
    boolean bodiless = answered.wantsHeadOnly() || status == 204 || status == 304;
    Body body = response.body();
    declared = status == 205 ? 0 : body.length();
    chunked = !bodiless && declared < 0 && answered.http11();
    endsByClosing = !bodiless && declared < 0 && !answered.http11();
    begun = false;
    if (endsByClosing) {
      answered.lastOnConnection();
    }
    ChannelHandlerContext ctx = connection.context();
    ByteBuf out = ctx.alloc().buffer(HEAD);
    head.begin(out, response, connection.loop().date());
    if (bodiless) {
      long length = ResponseHead.announced(response, declared);
      if (length >= 0) {
        ResponseHead.length(out, length);
      }
    } else if (chunked) {
      ResponseHead.chunked(out);
    } else if (!endsByClosing) {
      ResponseHead.length(out, declared);
    }
    ResponseHead.end(out, answered.keepAlive(), answered.http11());
    if (bodiless || declared == 0) {
      write(out);
      discard(body);
      finish();
    } else {
      content(out, body);
    }
  }

  private void content(ByteBuf out, Body body) {
    switch (body) {
      case Body.Empty empty -> {
        write(out);
        finish();
      }
      case Body.Buffered(byte[] bytes) -> {
        call().sent(bytes.length);
        if (bytes.length <= COPIED) {
          write(out.writeBytes(bytes));
        } else {
          write(out);
          write(Unpooled.wrappedBuffer(bytes));
        }
        finish();
      }
      case ChannelBody piped -> {
        write(out);
        source = piped;
        piped.drainTo(this);
        if (source != null) {
          // what has been written must go out even if no more comes in this turn of the loop
          connection.loop().nettyLoop().execute(lateFlush);
        }
      }
      case Body.Streamed streamed -> {
        write(out);
        flush();
        BodyFlow subscriber = new BodyFlow(this, connection.loop().nettyLoop());
        flow = subscriber;
        streamed.subscribe(subscriber);
      }
    }
  }

  private Http1Call call() {
    return Objects.requireNonNull(call);
  }

  private void write(ByteBuf buffer) {
    ChannelHandlerContext ctx = connection.context();
    // a failed write closes the channel, which is all that is to be known of it
    var _ = ctx.write(buffer, ctx.voidPromise());
    unflushed = true;
  }

  @Override
  public void flush() {
    unflushed = false;
    connection.context().flush();
  }

  private void flushLate() {
    if (unflushed) {
      flush();
    }
  }

  @Override
  public void data(ByteBuf piece) {
    int length = piece.readableBytes();
    Http1Call current = call;
    if (current == null || length == 0) {
      piece.release();
      return;
    }
    current.sent(length);
    if (declared >= 0 && current.sent() > declared) {
      piece.release();
      abort();
      return;
    }
    if (chunked) {
      write(chunkHeader(length));
    }
    write(piece);
    if (!connection.context().channel().isWritable()) {
      // with what has not been flushed the client cannot make room
      flush();
      hold(!connection.context().channel().isWritable());
    }
  }

  private ByteBuf chunkHeader(int length) {
    ByteBuf header = connection.context().alloc().buffer(16);
    if (begun) {
      header.writeShort(LINE_END);
    }
    begun = true;
    for (int shift = 28 - Integer.numberOfLeadingZeros(length) / 4 * 4; shift >= 0; shift -= 4) {
      header.writeByte(Character.forDigit((length >> shift) & 15, 16));
    }
    return header.writeShort(LINE_END);
  }

  private void hold(boolean held) {
    ChannelBody piped = source;
    if (piped != null) {
      piped.setPaused(held);
    }
  }

  @Override
  public boolean ready() {
    return connection.context().channel().isWritable();
  }

  /** The client may have made room. */
  void writable() {
    if (!ready()) {
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
    // a head alone waits for the end of the turn: most often the content is right behind it
    Http1Call current = call;
    if (unflushed && current != null && current.sent() > 0) {
      flush();
    }
  }

  @Override
  public void end(Headers trailers) {
    Http1Call current = call;
    if (current == null) {
      return;
    }
    if (declared >= 0 && current.sent() != declared) {
      abort();
      return;
    }
    if (chunked) {
      ByteBuf last = connection.context().alloc().buffer(64);
      if (begun) {
        last.writeShort(LINE_END);
      }
      last.writeBytes(LAST_CHUNK.array());
      head.trailers(last, trailers);
      write(last);
    }
    finish();
  }

  @Override
  public void failed(Throwable cause) {
    if (call != null) {
      abort();
    }
  }

  /** The client is gone: gives up the content that was still to come. */
  void cancel() {
    ChannelBody piped = source;
    BodyFlow subscriber = flow;
    forget();
    if (piped != null) {
      piped.discard();
    }
    if (subscriber != null) {
      subscriber.cancel();
    }
  }

  private void abort() {
    Http1Call current = call();
    cancel();
    connection.abort(endsByClosing);
    current.end(false);
  }

  private void forget() {
    call = null;
    source = null;
    flow = null;
  }

  private void finish() {
    Http1Call finished = call();
    forget();
    flush();
    ChannelHandlerContext ctx = connection.context();
    ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
    if (pending != null && pending.isEmpty() && !connection.secure()) {
      // no promise is needed where the socket has taken everything
      finished.end(true);
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> finished.end(written.isSuccess()));
    }
  }
}
