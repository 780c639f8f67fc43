package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Body;
import io.gatehouse.http.ChannelBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The streamed content of a request on its way to a target, no faster than the target takes it.
 * Trailer fields of requests are not passed on: nothing has checked them. Confined to the event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's end is told by the channel
abstract class Upload {

  private final Body.Streamed content;
  private final Channel channel;
  private final Transfer transfer;
  private long sent;
  private boolean done;
  private boolean stopped;
  private @Nullable ChannelFuture end;

  Upload(Body.Streamed content, Channel channel, Transfer transfer) {
    this.content = content;
    this.channel = channel;
    this.transfer = transfer;
  }

  static Upload of(Body.Streamed content, Channel channel, Transfer transfer) {
    return content instanceof ChannelBody body
        ? new ChannelUpload(body, channel, transfer)
        : new PublisherUpload(content, channel, transfer);
  }

  /** Starts; the head is written and not flushed. */
  abstract void begin();

  /** The channel takes content again. */
  abstract void writable();

  /** Whether the target was given all of the content. */
  final boolean done() {
    ChannelFuture last = end;
    return last != null && last.isSuccess();
  }

  /** Whether nothing is to be sent any more. */
  final boolean over() {
    return done || stopped;
  }

  /** Whether it is the content that lets the target wait. */
  final boolean waitsForContent() {
    return !done && channel.isWritable();
  }

  /** Gives up what is not sent yet. */
  final void stop() {
    if (!over()) {
      stopped = true;
      content.discard();
    }
  }

  final Channel channel() {
    return channel;
  }

  /** Writes a piece, and releases it. */
  final void write(ByteBuf piece) {
    int size = piece.readableBytes();
    if (over() || size == 0) {
      piece.release();
      return;
    }
    sent += size;
    if (content.length() >= 0 && sent > content.length()) {
      piece.release();
      transfer.uploadFailed(UpstreamFailure.lengthMismatch());
    } else {
      channel.write(new DefaultHttpContent(piece));
      transfer.uploadMoved();
    }
  }

  final void complete() {
    if (over()) {
      return;
    }
    if (content.length() >= 0 && sent < content.length()) {
      transfer.uploadFailed(UpstreamFailure.lengthMismatch());
      return;
    }
    done = true;
    end = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    transfer.uploadMoved();
  }

  final void fail(Throwable cause) {
    if (!over()) {
      transfer.uploadFailed(UpstreamFailure.ofBody(cause));
    }
  }
}
