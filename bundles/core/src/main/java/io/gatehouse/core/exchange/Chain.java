package io.gatehouse.core.exchange;

import io.gatehouse.api.policy.Policy;
import java.util.List;

/**
 * The policies of a route in the order of the request.
 *
 * @param steps outermost first
 * @param bufferRequest whether a policy or the destination wants the request's content collected
 * @param bufferResponse whether a policy wants the response's content collected
 */
public record Chain(List<Step> steps, boolean bufferRequest, boolean bufferResponse) {

  public Chain {
    steps = List.copyOf(steps);
  }

  /** A policy and the name operators know it by. */
  public record Step(String type, Policy policy) {}
}
