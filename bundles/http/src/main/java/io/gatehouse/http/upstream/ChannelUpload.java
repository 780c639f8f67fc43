package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Headers;
import io.gatehouse.http.ChannelBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Content that arrives on a channel of the same event loop: its buffers go through untouched. */
final class ChannelUpload extends Upload implements ChannelBody.Sink {

  private final ChannelBody body;

  ChannelUpload(ChannelBody body, Channel channel, Transfer transfer) {
    super(body, channel, transfer);
    this.body = body;
  }

  @Override
  void begin() {
    body.drainTo(this);
  }

  @Override
  void writable() {
    body.setPaused(false);
  }

  @Override
  public void data(ByteBuf piece) {
    write(piece);
    if (!channel().isWritable()) {
      body.setPaused(true);
      channel().flush();
    }
  }

  @Override
  public void pause() {
    channel().flush();
  }

  @Override
  public void end(Headers trailers) {
    complete();
  }

  @Override
  public void failed(Throwable cause) {
    fail(cause);
  }
}
