package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Streamed content that passes through a script's transforms, a piece at a time: more is asked for
 * when what came of all before is taken, so that no more is held than arrived at once. Each piece
 * has a turn of the event loop of its own. Signals may come on any thread, the state is the event
 * loop's.
 */
final class TransformedBody implements Body.Streamed, Flow.Subscriber<ByteBuffer> {

  private final Body.Streamed source;
  private final StreamHome home;
  private final Value step;
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private Flow.@Nullable Subscription subscription;
  private ByteBuffer arrived = ByteBuffer.allocate(0);
  private @Nullable Throwable failure;
  private long demand;
  private boolean asked;
  private boolean complete;
  private boolean scheduled;
  private boolean over;

  /**
   * Content that nobody takes yet.
   *
   * @param step the function that runs a {@link StreamPiece} through the transforms
   */
  TransformedBody(Body.Streamed source, StreamHome home, Value step) {
    this.source = source;
    this.home = home;
    this.step = step;
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public Headers trailers() {
    return source.trailers();
  }

  @Override
  public boolean isMadeOf(Body other) {
    return source.equals(other) || source.isMadeOf(other);
  }

  @Override
  public void discard() {
    onLoop(
        () -> {
          over = true;
          source.discard();
        });
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> taker) {
    onLoop(
        () -> {
          if (subscriber != null || over) {
            taker.onSubscribe(new Taking());
            taker.onError(new IllegalStateException("content is read twice (expected: once)"));
            return;
          }
          subscriber = taker;
          taker.onSubscribe(new Taking());
          source.subscribe(this);
        });
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    onLoop(
        () -> {
          subscription = given;
          schedule();
        });
  }

  @Override
  public void onNext(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    onLoop(
        () -> {
          asked = false;
          arrived = ByteBuffer.wrap(bytes);
          schedule();
        });
  }

  @Override
  public void onError(Throwable cause) {
    onLoop(
        () -> {
          failure = cause;
          schedule();
        });
  }

  @Override
  public void onComplete() {
    onLoop(
        () -> {
          complete = true;
          schedule();
        });
  }

  private void schedule() {
    if (!scheduled && !over) {
      scheduled = true;
      home.loop().execute(this::turn);
    }
  }

  /** Brings the content on by one piece, where it is wanted. */
  private void turn() {
    scheduled = false;
    Flow.Subscriber<? super ByteBuffer> taker = subscriber;
    Flow.Subscription from = subscription;
    if (over || taker == null || from == null) {
      return;
    }
    Throwable cause = failure;
    if (cause != null) {
      over = true;
      taker.onError(cause);
      return;
    }
    if (demand == 0) {
      return;
    }
    if (arrived.hasRemaining()) {
      byte[] bytes = new byte[Math.min(PiecedBody.PIECE, arrived.remaining())];
      arrived.get(bytes);
      pass(StreamPiece.of(bytes), taker, from);
    } else if (complete) {
      pass(StreamPiece.end(), taker, from);
    } else if (!asked) {
      asked = true;
      from.request(1);
    }
  }

  private void pass(
      StreamPiece piece, Flow.Subscriber<? super ByteBuffer> taker, Flow.Subscription from) {
    Optional<Problem> problem = home.pass(piece, step);
    if (problem.isPresent()) {
      over = true;
      from.cancel();
      taker.onError(new ProblemException(problem.get()));
      return;
    }
    byte[] made = piece.made();
    boolean end = piece.endsStream();
    over = end;
    if (made.length > 0) {
      demand--;
      taker.onNext(ByteBuffer.wrap(made));
    }
    if (end) {
      if (!piece.isLast()) {
        from.cancel();
      }
      taker.onComplete();
    } else {
      schedule();
    }
  }

  private void onLoop(Runnable signal) {
    EventLoop loop = home.loop();
    if (loop.inEventLoop()) {
      signal.run();
    } else {
      loop.execute(signal);
    }
  }

  /** What the taker holds. */
  private final class Taking implements Flow.Subscription {

    @Override
    public void request(long n) {
      onLoop(
          () -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            schedule();
          });
    }

    @Override
    public void cancel() {
      discard();
    }
  }
}
