package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Body;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Content that anybody publishes on any thread: asked for piece by piece, and copied. */
final class PublisherUpload extends Upload implements Flow.Subscriber<ByteBuffer> {

  private final Body.Streamed body;
  private Flow.@Nullable Subscription subscription;
  private boolean asked;

  PublisherUpload(Body.Streamed body, Channel channel, Transfer transfer) {
    super(body, channel, transfer);
    this.body = body;
  }

  @Override
  void begin() {
    channel().flush();
    body.subscribe(this);
  }

  @Override
  void writable() {
    ask();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    onLoop(
        () -> {
          subscription = given;
          ask();
        });
  }

  @Override
  public void onNext(ByteBuffer piece) {
    ByteBuf copy = channel().alloc().buffer(piece.remaining());
    copy.writeBytes(piece);
    onLoop(
        () -> {
          asked = false;
          write(copy);
          channel().flush();
          ask();
        });
  }

  @Override
  public void onError(Throwable cause) {
    onLoop(() -> fail(cause));
  }

  @Override
  public void onComplete() {
    onLoop(this::complete);
  }

  private void ask() {
    Flow.Subscription source = subscription;
    if (source != null && !asked && !over() && channel().isWritable()) {
      asked = true;
      source.request(1);
    }
  }

  private void onLoop(Runnable signal) {
    if (channel().eventLoop().inEventLoop()) {
      signal.run();
    } else {
      channel().eventLoop().execute(signal);
    }
  }
}
