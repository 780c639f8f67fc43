package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param forwarded what the destination was asked, if it was
 * @param problem how the exchange failed, if it did; of several the last
 * @param answer what the client got
 * @param fetched what the script asked upstreams, as {@code upstream://} URLs
 * @param vars what {@code context.vars} held at the end
 */
public record Happened(
    Optional<GatewayRequest> forwarded,
    Optional<Problem> problem,
    GatewayResponse answer,
    List<Fetch> fetched,
    Map<String, ConfigNode> vars) {

  public Happened {
    fetched = List.copyOf(fetched);
    vars = Map.copyOf(vars);
  }

  /** A request to an upstream. */
  public record Fetch(FetchedUrl url, GatewayRequest request) {}
}
