package io.gatehouse.api.definition;

import java.util.List;

/** A route as configured. */
public record RouteDefinition(
    String name,
    MatchDefinition match,
    List<PolicyDefinition> policies,
    DestinationDefinition to,
    Place place) {

  public RouteDefinition {
    policies = List.copyOf(policies);
  }
}
