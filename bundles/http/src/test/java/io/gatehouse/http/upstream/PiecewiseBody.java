package io.gatehouse.http.upstream;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Content from a thread of its own, piece by piece as it is asked for. */
final class PiecewiseBody implements Body.Streamed {

  /** A piece that does not come, and nothing after it. */
  static final String NEVER = "never";

  private final long length;
  private final Queue<String> pieces;
  private final @Nullable Throwable failure;
  private final AtomicBoolean discarded = new AtomicBoolean();
  private final AtomicLong given = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  PiecewiseBody(long length, List<String> pieces) {
    this(length, pieces, null);
  }

  PiecewiseBody(long length, List<String> pieces, @Nullable Throwable failure) {
    this.length = length;
    this.pieces = new ConcurrentLinkedQueue<>(pieces);
    this.failure = failure;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Headers trailers() {
    return Headers.create();
  }

  @Override
  public void discard() {
    discarded.set(true);
  }

  boolean discarded() {
    return discarded.get();
  }

  /** Returns when whoever subscribed was told of the end. */
  void awaitEnd() throws InterruptedException {
    ended.await(10, TimeUnit.SECONDS);
  }

  /** How many pieces were asked for. */
  long given() {
    return given.get();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    boolean nothing = pieces.isEmpty();
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            Thread.ofVirtual().start(() -> next(subscriber));
          }

          @Override
          public void cancel() {
            discard();
          }
        });
    if (nothing) {
      end(subscriber);
    }
  }

  private void next(Flow.Subscriber<? super ByteBuffer> subscriber) {
    String piece = pieces.poll();
    if (piece == null || piece.equals(NEVER)) {
      return;
    }
    given.incrementAndGet();
    // before it is handed over: whoever takes it may ask for the next on another thread at once
    boolean last = pieces.isEmpty();
    subscriber.onNext(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
    if (last) {
      end(subscriber);
    }
  }

  private void end(Flow.Subscriber<? super ByteBuffer> subscriber) {
    Throwable cause = failure;
    if (cause == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(cause);
    }
    ended.countDown();
  }
}
