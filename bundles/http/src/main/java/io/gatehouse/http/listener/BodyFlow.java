package io.gatehouse.http.listener;

import io.gatehouse.api.http.Headers;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes content from a publisher that knows nothing of channels, one buffer at a time and never
 * more than the client has room for. The publisher may signal on any thread.
 */
final class BodyFlow implements Flow.Subscriber<ByteBuffer> {

  private final ContentWriter writer;
  private final EventExecutor loop;
  private Flow.@Nullable Subscription subscription;
  private boolean cancelled;
  private boolean waiting;

  BodyFlow(ContentWriter writer, EventExecutor loop) {
    this.writer = writer;
    this.loop = loop;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    run(
        () -> {
          if (cancelled || subscription != null) {
            given.cancel();
          } else {
            subscription = given;
            given.request(1);
          }
        });
  }

  @Override
  public void onNext(ByteBuffer buffer) {
    // the buffer is ours only until this method returns
    var copy = Unpooled.copiedBuffer(buffer);
    run(
        () -> {
          if (cancelled) {
            copy.release();
            return;
          }
          writer.data(copy);
          writer.flush();
          waiting = true;
          writable();
        });
  }

  @Override
  public void onError(Throwable cause) {
    run(
        () -> {
          if (!cancelled) {
            cancelled = true;
            writer.failed(cause);
          }
        });
  }

  @Override
  public void onComplete() {
    run(
        () -> {
          if (!cancelled) {
            cancelled = true;
            writer.end(Headers.create());
          }
        });
  }

  /** Asks for the next buffer if there is room for it. */
  void writable() {
    Flow.Subscription from = subscription;
    if (waiting && !cancelled && from != null && writer.ready()) {
      waiting = false;
      from.request(1);
    }
  }

  void cancel() {
    cancelled = true;
    Flow.Subscription from = subscription;
    if (from != null) {
      from.cancel();
    }
  }

  private void run(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }
}
