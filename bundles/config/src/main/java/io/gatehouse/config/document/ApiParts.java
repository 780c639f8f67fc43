package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.PolicyDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of an API that bundles decide about, and the names that refer to each other.
 *
 * @param upstreams names of those declared
 */
record ApiParts(List<PolicyDefinition> policies, List<Route> routes, Set<String> upstreams) {

  /**
   * A route as far as it could be made out; its name is empty where it has none.
   *
   * @param written the whole of it; empty where it is the only one, written as {@code to}
   */
  record Route(
      String name,
      Place place,
      Optional<ConfigNode.Mapping> match,
      Optional<ConfigNode.Mapping> written,
      List<PolicyDefinition> policies,
      Optional<DestinationDefinition> to) {}
}
