package io.gatehouse.core.exchange;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a streamed body into memory, up to a limit. */
final class BodyCollector implements Flow.Subscriber<ByteBuffer> {

  private final long limit;
  private final Problem tooLarge;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<Body> result = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BodyCollector(long limit, Problem tooLarge) {
    this.limit = limit;
    this.tooLarge = tooLarge;
  }

  /** All of the body; fails with {@code tooLarge} as soon as it is known to be beyond the limit. */
  static CompletionStage<Body> collect(Body.Streamed body, long limit, Problem tooLarge) {
    BodyCollector collector = new BodyCollector(limit, tooLarge);
    if (body.length() > limit) {
      body.discard();
      return CompletableFuture.failedStage(new ProblemException(tooLarge));
    }
    body.subscribe(collector);
    return collector.result;
  }

  @Override
  public void onSubscribe(Flow.Subscription toBody) {
    subscription = toBody;
    toBody.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer piece) {
    if (collected.size() + (long) piece.remaining() > limit) {
      if (subscription != null) {
        subscription.cancel();
      }
      result.completeExceptionally(new ProblemException(tooLarge));
      return;
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    collected.writeBytes(bytes);
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    result.complete(Body.of(collected.toByteArray()));
  }
}
