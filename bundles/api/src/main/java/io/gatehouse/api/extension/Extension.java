package io.gatehouse.api.extension;

import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.policy.ConditionFactory;
import io.gatehouse.api.policy.PolicyFactory;

/** Something that definitions can name. */
public sealed interface Extension {

  /** The name. */
  String type();

  /** A policy type. */
  record OfPolicy(PolicyFactory<?> factory) implements Extension {
    @Override
    public String type() {
      return factory.descriptor().type();
    }
  }

  /** A destination type. */
  record OfDestination(DestinationFactory<?> factory) implements Extension {
    @Override
    public String type() {
      return factory.descriptor().type();
    }
  }

  /** What makes the conditions of policies. */
  record OfConditions(ConditionFactory factory) implements Extension {
    @Override
    public String type() {
      return "when";
    }
  }
}
