package io.gatehouse.api.destination;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A destination type such as {@code soap} or {@code jms}: one OSGi service each. The same
 * guarantees as for {@link io.gatehouse.api.policy.PolicyFactory} hold.
 *
 * @param <C> the configuration record: what stands under {@code to: { <type>: ... }}
 */
@ConsumerType
public interface DestinationFactory<C> {

  DestinationDescriptor<C> descriptor();

  /**
   * Makes a destination that is ready for use.
   *
   * @throws io.gatehouse.api.policy.PolicyConfigurationException if the configuration cannot work
   */
  Destination create(C config, DestinationEnvironment environment);
}
