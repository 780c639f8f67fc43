package io.gatehouse.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes conditions of expressions: of what operators write under {@code when} of a policy. One
 * offers them for all policies.
 */
@ConsumerType
public interface ConditionFactory {

  /**
   * A condition that is ready for use. Called off the event loops, once for each use of the policy
   * in a revision; it may take its time.
   *
   * @throws PolicyConfigurationException if the expression is none; the key is of no interest
   */
  Condition create(String expression, PolicyEnvironment environment);
}
