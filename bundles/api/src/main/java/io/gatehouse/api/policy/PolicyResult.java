package io.gatehouse.api.policy;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * What a policy decided.
 *
 * @param <M> what flows on: a request, a response or a problem
 */
public sealed interface PolicyResult<M> {

  static <M> PolicyResult<M> proceed(M message) {
    return new Continue<>(message);
  }

  static <M> PolicyResult<M> respond(GatewayResponse response) {
    return new Respond<>(response);
  }

  static <M> PolicyResult<M> fail(Problem problem) {
    return new Fail<>(problem);
  }

  static <M> PolicyResult<M> await(CompletionStage<PolicyResult<M>> outcome) {
    return new Await<>(outcome);
  }

  /** Go on with this message. */
  record Continue<M>(M message) implements PolicyResult<M> {
    public Continue {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * Answer with this. On the request side nothing further is asked; the response side of the
   * policies already passed runs. On the response side it replaces the response.
   */
  record Respond<M>(GatewayResponse response) implements PolicyResult<M> {
    public Respond {
      Objects.requireNonNull(response, "response");
    }
  }

  /** The exchange fails. */
  record Fail<M>(Problem problem) implements PolicyResult<M> {
    public Fail {
      Objects.requireNonNull(problem, "problem");
    }
  }

  /** Wait for this; it may complete on any thread and the chain goes on on the event loop. */
  record Await<M>(CompletionStage<PolicyResult<M>> outcome) implements PolicyResult<M> {
    public Await {
      Objects.requireNonNull(outcome, "outcome");
    }
  }
}
