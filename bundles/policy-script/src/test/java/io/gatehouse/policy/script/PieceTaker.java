package io.gatehouse.policy.script;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes streamed content, as much as the test asks for. */
final class PieceTaker implements Flow.Subscriber<ByteBuffer> {

  private final List<String> taken = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Throwable failure;
  private boolean complete;

  void request(long n) {
    Objects.requireNonNull(subscription).request(n);
  }

  void cancel() {
    Objects.requireNonNull(subscription).cancel();
  }

  List<String> taken() {
    return taken;
  }

  boolean isComplete() {
    return complete;
  }

  /** How the content failed. */
  Problem problem() {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    throw new AssertionError("no problem but " + failure + ", complete: " + complete);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(ByteBuffer piece) {
    taken.add(StandardCharsets.UTF_8.decode(piece).toString());
  }

  @Override
  public void onError(Throwable cause) {
    failure = cause;
  }

  @Override
  public void onComplete() {
    complete = true;
  }
}
