package io.gatehouse.api.definition;

import java.util.List;
import java.util.Map;

/**
 * An API as configured: one file in {@code apis/}.
 *
 * @param upstreams by name
 */
public record ApiDefinition(
    String name,
    String version,
    MatchDefinition match,
    List<PolicyDefinition> policies,
    List<RouteDefinition> routes,
    Map<String, UpstreamDefinition> upstreams,
    Limits limits,
    Place place) {

  public ApiDefinition {
    policies = List.copyOf(policies);
    routes = List.copyOf(routes);
    upstreams = Map.copyOf(upstreams);
  }

  /**
   * Bounds on content.
   *
   * @param body the most a request may bring; 413 beyond
   * @param bufferedBody the most that is collected where a policy or destination asks for it; 413
   *     for a request, 502 for a response beyond
   */
  public record Limits(ByteSize body, ByteSize bufferedBody) {}
}
