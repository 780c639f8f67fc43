package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.ProblemException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the content of a request that may have to be sent again, as long as it is said to be.
 */
final class KeptContent implements Flow.Subscriber<ByteBuffer> {

  private final ByteBuffer kept;
  private final EventLoop loop;
  private final Consumer<Body> complete;
  private final Consumer<ProblemException> failed;
  private Flow.@Nullable Subscription subscription;
  private boolean tooLong;

  private KeptContent(
      int length, EventLoop loop, Consumer<Body> complete, Consumer<ProblemException> failed) {
    this.kept = ByteBuffer.allocate(length);
    this.loop = loop;
    this.complete = complete;
    this.failed = failed;
  }

  /** Collects, and tells the outcome once, on the event loop. */
  static void of(
      Body.Streamed content,
      EventLoop loop,
      Consumer<Body> complete,
      Consumer<ProblemException> failed) {
    content.subscribe(new KeptContent(Math.toIntExact(content.length()), loop, complete, failed));
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(ByteBuffer piece) {
    if (piece.remaining() > kept.remaining()) {
      tooLong = true;
    } else {
      kept.put(piece);
    }
    Flow.Subscription source = subscription;
    if (source != null) {
      source.request(1);
    }
  }

  @Override
  public void onError(Throwable cause) {
    tell(() -> failed.accept(UpstreamFailure.ofBody(cause)));
  }

  @Override
  public void onComplete() {
    if (tooLong || kept.hasRemaining()) {
      tell(() -> failed.accept(UpstreamFailure.lengthMismatch()));
    } else {
      tell(() -> complete.accept(Body.of(kept.array())));
    }
  }

  private void tell(Runnable outcome) {
    if (loop.inEventLoop()) {
      outcome.run();
    } else {
      loop.execute(outcome);
    }
  }
}
