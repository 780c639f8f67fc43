package io.gatehouse.http.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes leave of a client so that it can still read the last answer, whatever it is sending
 * meanwhile: the output is closed, and input thrown away for a moment.
 */
final class Farewell {

  private static final long MOST_BYTES = 32L << 20;

  private final Patience patience;
  private final @Nullable SslHandler ssl;
  private boolean begun;

  Farewell(Patience patience, @Nullable SslHandler ssl) {
    this.patience = patience;
    this.ssl = ssl;
  }

  boolean begun() {
    return begun;
  }

  /** Nothing of what comes is of interest from now on. */
  void begin() {
    begun = true;
  }

  /** Closes the output behind what was written. */
  void closeOutput(ChannelHandlerContext ctx, long now) {
    patience.leaves(now);
    SslHandler tls = ssl;
    if (tls == null) {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> shutdownOutput(ctx));
    } else {
      // what is written and not encrypted yet would be lost
      ctx.flush();
      tls.closeOutbound().addListener(done -> shutdownOutput(ctx));
    }
  }

  private static void shutdownOutput(ChannelHandlerContext ctx) {
    var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
  }

  /** Whether the client has had its time. */
  boolean isLongEnough(long now, long discardedBytes) {
    return patience.leftLongEnough(now) || discardedBytes > MOST_BYTES;
  }
}
