package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Content in memory as a stream of pieces, so that no transform holds the event loop with it all.
 */
record PiecedBody(Body.Buffered whole) implements Body.Streamed {

  static final int PIECE = 16 * 1024;

  @Override
  public long length() {
    return whole.length();
  }

  @Override
  public Headers trailers() {
    return Headers.create();
  }

  @Override
  public void discard() {
    // it is in memory, and goes with this
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    ByteBuffer rest = ByteBuffer.wrap(whole.bytes()).asReadOnlyBuffer();
    subscriber.onSubscribe(
        new Flow.Subscription() {
          private boolean over;

          @Override
          public void request(long n) {
            for (long i = 0; i < n && !over && rest.hasRemaining(); i++) {
              ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
              rest.position(rest.position() + piece.remaining());
              boolean last = !rest.hasRemaining();
              subscriber.onNext(piece);
              if (last && !over) {
                over = true;
                subscriber.onComplete();
              }
            }
          }

          @Override
          public void cancel() {
            over = true;
          }
        });
  }
}
