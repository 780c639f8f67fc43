package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.http.GatewayResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/2 connection: a stream. */
final class Http2Call extends ListenerCall {

  /** Pieces that wait are put together up to this size: a frame can be a byte. */
  private static final int GATHERED = 2048;

  private final Http2ClientConnection connection;
  private final Http2Stream stream;
  private final @Nullable Http2Error resetWith;
  private final Http2ResponseWriter writer;
  private final Patience patience;
  private int unconsumed;

  /** A request that was let in. */
  Http2Call(
      Http2ClientConnection connection,
      Http2Stream stream,
      Client client,
      long startedNanos,
      Content content) {
    this(connection, stream, client, startedNanos, content, null);
  }

  /** A request that was not: after the answer its stream is reset where it broke the protocol. */
  Http2Call(
      Http2ClientConnection connection,
      Http2Stream stream,
      Client client,
      long startedNanos,
      Content content,
      @Nullable Http2Error resetWith) {
    super(connection.listener(), connection.loop(), client, startedNanos, content);
    this.connection = connection;
    this.stream = stream;
    this.resetWith = resetWith;
    writer = new Http2ResponseWriter(connection.output(), this);
    patience = new Patience(connection.listener().definition().timeouts());
    patience.begins(connection.loop().now());
  }

  @Override
  public String protocol() {
    return "HTTP/2";
  }

  Http2Stream stream() {
    return stream;
  }

  Http2ResponseWriter writer() {
    return writer;
  }

  /** What the stream is to be reset with after the answer, where that is so. */
  @Nullable Http2Error resetWith() {
    return resetWith;
  }

  /** Takes content; returns how much more may come for it. */
  int data(ByteBuf data, int padding) {
    patience.read(loop().now());
    int length = data.readableBytes();
    if (over()) {
      return length + padding;
    }
    content(wantsContent() ? data.retain() : copy(data, length));
    if (wantsContent()) {
      return length + padding;
    }
    unconsumed += length;
    return padding;
  }

  private ByteBuf copy(ByteBuf data, int length) {
    // what waits must not keep the buffer that it came in, with whatever else is in it
    return connection.context().alloc().buffer(Math.max(length, GATHERED)).writeBytes(data);
  }

  @Override
  void contentFailed() {}

  @Override
  void writeContinue() {
    connection.output().writeContinue(stream);
  }

  @Override
  void contentWanted() {
    patience.read(loop().now());
    int held = unconsumed;
    if (held > 0) {
      unconsumed = 0;
      connection.consumed(stream, held);
    }
  }

  @Override
  void write(GatewayResponse response) {
    writer.write(response);
  }

  @Override
  void cancelResponse() {
    writer.cancel();
  }

  @Override
  void ended(boolean sentToItsEnd) {
    patience.leaves(loop().now());
    connection.ended(this, sentToItsEnd);
  }

  /** Something of the response has gone out. */
  void wrote() {
    patience.wrote(loop().now());
  }

  /** What a look at the clock says of the stream. */
  enum Verdict {
    WELL,
    /** All is answered, and the client does not come to the end of what it sends. */
    ANSWERED,
    /** The client has stopped reading. */
    STANDS
  }

  /** Looks for what has taken too long. */
  Verdict check(long now, boolean pending) {
    if (over()) {
      return patience.leftLongEnough(now) ? Verdict.ANSWERED : Verdict.WELL;
    }
    if (!pending) {
      patience.wrote(now);
    } else if (patience.outputStands(now, false, true)) {
      return Verdict.STANDS;
    }
    if (wantsContent() && patience.contentIsLate(now)) {
      fail(Faults.timeout("the body of the request did not arrive in time"));
    }
    return Verdict.WELL;
  }
}
