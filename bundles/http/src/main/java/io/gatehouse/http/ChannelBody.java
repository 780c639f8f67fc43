package io.gatehouse.http;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Content that arrives on a channel. The channel's handler feeds it; one {@link Sink} takes it,
 * most often the other side of the exchange on the same event loop, which then gets the very
 * buffers without a queue between. Confined to the event loop, except for {@link #subscribe} and
 * {@link #discard}.
 *
 * <p>The producer reads from its channel only while the body is {@link #wanted}: nothing piles up
 * but what one read brought.
 */
public final class ChannelBody implements Body.Streamed {

  /** Takes content, on the event loop. */
  public interface Sink {
    /** A piece; the sink releases it. */
    void data(ByteBuf piece);

    /** A burst of pieces is over for now: time to flush. */
    void pause();

    /** All is here. */
    void end(Headers trailers);

    /** The rest will not come. */
    void failed(Throwable cause);
  }

  /** The channel side's hand on its reading. */
  public interface Source {
    /** The body is wanted (again): read on. */
    void resume();

    /** Nobody wants the rest. */
    void abandoned();
  }

  private final EventExecutor loop;
  private final long length;
  private final Source source;
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(2);
  private final AtomicBoolean taken = new AtomicBoolean();
  private @Nullable Sink sink;
  private @Nullable Throwable failure;
  private @Nullable Headers trailers;
  private boolean paused;
  private boolean complete;
  private boolean discarded;
  private boolean over;

  /**
   * A body that nobody takes yet.
   *
   * @param length in bytes, -1 where unknown
   */
  public ChannelBody(EventExecutor loop, long length, Source source) {
    this.loop = loop;
    this.length = length;
    this.source = source;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Headers trailers() {
    Headers received = trailers;
    return received == null ? Headers.create() : received;
  }

  // producer's side

  /** Whether the producer should read on. */
  public boolean wanted() {
    return !over && (discarded || (sink != null && !paused));
  }

  /** Hands over a piece, and with it its release. */
  public void offer(ByteBuf piece) {
    if (discarded || over) {
      piece.release();
    } else if (sink != null && early.isEmpty()) {
      sink.data(piece);
    } else {
      keep(piece);
    }
  }

  private void keep(ByteBuf piece) {
    ByteBuf last = early.peekLast();
    int length = piece.readableBytes();
    if (last != null && last.maxFastWritableBytes() >= length && !last.isReadOnly()) {
      // many small ones become few: whoever sends them must not make us keep an object for each
      last.writeBytes(piece);
      piece.release();
    } else {
      early.add(piece);
    }
  }

  /** Says that one read of the channel is over. */
  public void readComplete() {
    if (sink != null && !over) {
      sink.pause();
    }
  }

  /** Says that all has been offered. */
  public void complete(Headers lastFields) {
    if (over || complete) {
      return;
    }
    trailers = lastFields;
    complete = true;
    settle();
  }

  /** Says that the rest will not come. */
  public void fail(Throwable cause) {
    if (over || complete) {
      return;
    }
    failure = cause;
    settle();
  }

  /** Whether {@link #complete} or {@link #fail} was said. */
  public boolean settled() {
    return complete || failure != null;
  }

  // consumer's side

  /** Takes the body, once, on the event loop. */
  public void drainTo(Sink taker) {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("body is read twice (expected: one reader)");
    }
    attach(taker);
  }

  /** Asks the producer to hold back, or to go on. */
  public void setPaused(boolean hold) {
    if (paused == hold) {
      return;
    }
    paused = hold;
    if (!hold) {
      flushEarly();
      settle();
      if (wanted() && !settled()) {
        source.resume();
      }
    }
  }

  @Override
  public void discard() {
    if (loop.inEventLoop()) {
      drop();
    } else {
      loop.execute(this::drop);
    }
  }

  private void attach(Sink taker) {
    sink = taker;
    flushEarly();
    if (settled()) {
      settle();
    } else {
      taker.pause();
      if (wanted()) {
        source.resume();
      }
    }
  }

  private void flushEarly() {
    Sink taker = sink;
    while (taker != null && !paused && !over) {
      ByteBuf piece = early.poll();
      if (piece == null) {
        return;
      }
      taker.data(piece);
    }
  }

  private void settle() {
    Sink taker = sink;
    if (discarded) {
      over = true;
    } else if (taker != null && !over && (early.isEmpty() || failure != null)) {
      Throwable cause = failure;
      if (cause != null) {
        over = true;
        releaseEarly();
        taker.failed(cause);
      } else if (complete) {
        over = true;
        taker.end(trailers());
      }
    }
  }

  private void drop() {
    if (over || discarded) {
      return;
    }
    taken.set(true);
    discarded = true;
    sink = null;
    releaseEarly();
    if (settled()) {
      over = true;
    } else {
      source.abandoned();
    }
  }

  private void releaseEarly() {
    for (ByteBuf piece = early.poll(); piece != null; piece = early.poll()) {
      piece.release();
    }
  }

  // anyone's side

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    if (!taken.compareAndSet(false, true)) {
      subscriber.onSubscribe(new Ended());
      subscriber.onError(new IllegalStateException("body is read twice (expected: one reader)"));
      return;
    }
    if (loop.inEventLoop()) {
      new Bridge(subscriber).open();
    } else {
      loop.execute(() -> new Bridge(subscriber).open());
    }
  }

  private record Ended() implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  /** Gives pieces to a subscriber as it asks for them. */
  private final class Bridge implements Sink, Flow.Subscription {

    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private long demand;

    Bridge(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    void open() {
      paused = true;
      subscriber.onSubscribe(this);
      attach(this);
    }

    @Override
    public void request(long n) {
      if (loop.inEventLoop()) {
        more(n);
      } else {
        loop.execute(() -> more(n));
      }
    }

    private void more(long n) {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      setPaused(false);
    }

    @Override
    public void cancel() {
      discard();
    }

    @Override
    public void data(ByteBuf piece) {
      if (demand == 0) {
        // one read can bring more pieces than were asked for
        paused = true;
        early.addFirst(piece);
        return;
      }
      demand--;
      if (demand == 0) {
        paused = true;
      }
      try {
        subscriber.onNext(piece.nioBuffer());
      } finally {
        piece.release();
      }
    }

    @Override
    public void pause() {}

    @Override
    public void end(Headers lastFields) {
      subscriber.onComplete();
    }

    @Override
    public void failed(Throwable cause) {
      subscriber.onError(cause);
    }
  }
}
