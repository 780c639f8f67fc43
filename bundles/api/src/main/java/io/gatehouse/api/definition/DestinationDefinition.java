package io.gatehouse.api.definition;

import java.util.Optional;

/** Where a route sends, as configured. */
public sealed interface DestinationDefinition {

  Place place();

  /**
   * To an upstream of the same API.
   *
   * @param path the path to ask for instead of the request's: a template over the route's path
   *     parameters, {@code {**}} being what a prefix left over
   */
  record ToUpstream(String upstream, Optional<String> path, Place place)
      implements DestinationDefinition {}

  /** To a destination type that a bundle offers. */
  record ToType(String type, ConfigNode config, Place place) implements DestinationDefinition {}
}
