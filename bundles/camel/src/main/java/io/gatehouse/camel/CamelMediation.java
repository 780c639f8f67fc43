package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/** Makes destinations out of Camel routes: a service for bundles that mediate. Thread-safe. */
@ProviderType
public interface CamelMediation {

  /**
   * Starts a Camel context of its own with these routes, which sees the classes of the owner and
   * Camel's. It ends when the destination is closed, or when Camel's bundle is stopped.
   *
   * @param owner the bundle that the routes come from
   * @throws io.gatehouse.api.policy.PolicyConfigurationException if the routes cannot be started
   */
  Destination open(Bundle owner, Mediation mediation);
}
