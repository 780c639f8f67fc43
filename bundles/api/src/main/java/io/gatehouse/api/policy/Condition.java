package io.gatehouse.api.policy;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides whether a policy has a part in an exchange. Asked once, when the request reaches the
 * policy; what it says holds for the response, too. Thread-safe; called on the exchange's event
 * loop, which it must not block.
 */
@ConsumerType
public interface Condition extends AutoCloseable {

  Decision decide(GatewayRequest request, Exchange exchange);

  /** Releases what the condition holds. Called once, when no exchange uses it any more. */
  @Override
  default void close() {}

  /** What was decided. */
  sealed interface Decision {

    /** The policy takes part. */
    record Applies() implements Decision {}

    /** The exchange passes as if the policy were not there. */
    record Skipped() implements Decision {}

    /** It cannot be said, and the exchange fails: nothing passes a policy by mistake. */
    record Failed(Problem problem) implements Decision {}
  }
}
