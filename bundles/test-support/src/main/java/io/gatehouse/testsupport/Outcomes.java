package io.gatehouse.testsupport;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import java.util.concurrent.CompletableFuture;

/** Takes a policy's result apart, failing the test where it is another one. */
public final class Outcomes {

  private Outcomes() {}

  /** What flows on. */
  public static <M> M continued(PolicyResult<M> result) {
    return switch (settled(result)) {
      case PolicyResult.Continue<M>(M message) -> message;
      case PolicyResult.Respond<M> other -> throw unexpected("Continue", other);
      case PolicyResult.Fail<M> other -> throw unexpected("Continue", other);
      case PolicyResult.Await<M> other -> throw unexpected("Continue", other);
    };
  }

  /** The response the policy gave itself. */
  public static <M> GatewayResponse responded(PolicyResult<M> result) {
    return switch (settled(result)) {
      case PolicyResult.Respond<M>(GatewayResponse response) -> response;
      case PolicyResult.Continue<M> other -> throw unexpected("Respond", other);
      case PolicyResult.Fail<M> other -> throw unexpected("Respond", other);
      case PolicyResult.Await<M> other -> throw unexpected("Respond", other);
    };
  }

  /** The problem the policy failed with. */
  public static <M> Problem failed(PolicyResult<M> result) {
    return switch (settled(result)) {
      case PolicyResult.Fail<M>(Problem problem) -> problem;
      case PolicyResult.Continue<M> other -> throw unexpected("Fail", other);
      case PolicyResult.Respond<M> other -> throw unexpected("Fail", other);
      case PolicyResult.Await<M> other -> throw unexpected("Fail", other);
    };
  }

  /** What the policy waits for. */
  public static <M> CompletableFuture<PolicyResult<M>> awaited(PolicyResult<M> result) {
    if (result instanceof PolicyResult.Await<M>(var outcome)) {
      return outcome.toCompletableFuture();
    }
    throw unexpected("Await", result);
  }

  /** What a waiting result came to; fails the test where it still waits. */
  private static <M> PolicyResult<M> settled(PolicyResult<M> result) {
    if (!(result instanceof PolicyResult.Await<M>(var outcome))) {
      return result;
    }
    var future = outcome.toCompletableFuture();
    if (!future.isDone()) {
      throw new AssertionError("the policy still waits");
    }
    return settled(future.join());
  }

  private static AssertionError unexpected(String wanted, Object result) {
    return new AssertionError("expected " + wanted + " but the policy said " + result);
  }
}
