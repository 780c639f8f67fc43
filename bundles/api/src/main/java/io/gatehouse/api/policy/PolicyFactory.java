package io.gatehouse.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A policy type: one OSGi service each.
 *
 * <ol>
 *   <li>{@link #create} is called off the event loops, once for each use of the policy in a
 *       revision; it may take its time.
 *   <li>A policy that was created is closed exactly once, after the last exchange that uses it.
 *   <li>An API whose policies cannot be created is refused with the reason; others are not
 *       affected.
 * </ol>
 *
 * @param <C> the configuration record; its components are the keys an operator writes. See {@link
 *     io.gatehouse.api.definition.ConfigBinder} for the types they may have. {@link
 *     io.gatehouse.api.definition.ConfigNode} itself takes any configuration as it is.
 */
@ConsumerType
public interface PolicyFactory<C> {

  PolicyDescriptor<C> descriptor();

  /**
   * Makes a policy that is ready for use.
   *
   * @throws PolicyConfigurationException if the configuration, though well-formed, cannot work
   */
  Policy create(C config, PolicyEnvironment environment);
}
