package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Streamed content whose pieces are handed out one for each that is asked for. */
final class PieceSource implements Body.Streamed, Flow.Subscription {

  private final Deque<String> pieces = new ArrayDeque<>();
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private long asked;
  private boolean complete;
  private boolean cancelled;

  /** Content that ends after these. */
  static PieceSource of(String... pieces) {
    PieceSource source = new PieceSource();
    for (String piece : pieces) {
      source.add(piece);
    }
    source.complete = true;
    return source;
  }

  /** Lets another piece arrive. */
  void add(String piece) {
    pieces.add(piece);
    hand();
  }

  void fail(Throwable failure) {
    Objects.requireNonNull(subscriber).onError(failure);
  }

  /** How many pieces were asked for and have not come. */
  long outstanding() {
    return asked;
  }

  int waiting() {
    return pieces.size();
  }

  boolean isCancelled() {
    return cancelled;
  }

  private void hand() {
    while (subscriber != null && asked > 0 && !pieces.isEmpty() && !cancelled) {
      asked--;
      boolean last = complete && pieces.size() == 1;
      subscriber.onNext(ByteBuffer.wrap(pieces.remove().getBytes(StandardCharsets.UTF_8)));
      if (last && !cancelled) {
        subscriber.onComplete();
      }
    }
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public Headers trailers() {
    return Headers.create();
  }

  @Override
  public void discard() {
    cancelled = true;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> taker) {
    subscriber = taker;
    taker.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    asked += n;
    hand();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
