package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.policy.PolicyResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects streamed content, of a fetch's answer or for a snippet. The type {@code script} does not
 * say for all its uses that content is to be collected, so that those that read none let it stream
 * past.
 */
final class ContentCollector implements Flow.Subscriber<ByteBuffer> {

  static final int LARGEST = 1024 * 1024;

  private final long most;
  private final Problem tooLarge;
  private final Problem incomplete;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<Body> result = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private ContentCollector(long most, Problem tooLarge, Problem incomplete) {
    this.most = most;
    this.tooLarge = tooLarge;
    this.incomplete = incomplete;
  }

  /** Goes on, on the event loop, with all of the content; fails where that is not to be had. */
  static <M> PolicyResult<M> collect(
      Body.Streamed body,
      EventLoop loop,
      Problem tooLarge,
      Problem incomplete,
      Function<Body, PolicyResult<M>> then) {
    if (body.length() > LARGEST) {
      body.discard();
      return PolicyResult.fail(tooLarge);
    }
    return PolicyResult.await(
        collect(body, LARGEST, tooLarge, incomplete)
            .handleAsync(
                (content, failure) ->
                    failure instanceof ProblemException known
                        ? PolicyResult.<M>fail(known.problem())
                        : then.apply(content),
                task -> run(task, loop))
            .thenCompose(ContentCollector::settled));
  }

  /** All of the content; fails with one of the two. */
  static CompletionStage<Body> collect(
      Body.Streamed body, long most, Problem tooLarge, Problem incomplete) {
    if (body.length() > most) {
      body.discard();
      return CompletableFuture.failedStage(new ProblemException(tooLarge));
    }
    ContentCollector collector = new ContentCollector(most, tooLarge, incomplete);
    body.subscribe(collector);
    return collector.result;
  }

  /** A response's hook that awaits something itself: on that side nobody waits twice. */
  private static <M> CompletionStage<PolicyResult<M>> settled(PolicyResult<M> result) {
    return result instanceof PolicyResult.Await<M>(var outcome)
        ? outcome
        : CompletableFuture.completedStage(result);
  }

  @Override
  public void onSubscribe(Flow.Subscription toBody) {
    subscription = toBody;
    toBody.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer piece) {
    if (collected.size() + (long) piece.remaining() > most) {
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
    result.completeExceptionally(
        failure instanceof ProblemException ? failure : new ProblemException(incomplete));
  }

  @Override
  public void onComplete() {
    result.complete(Body.of(collected.toByteArray()));
  }

  private static void run(Runnable task, EventLoop loop) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
