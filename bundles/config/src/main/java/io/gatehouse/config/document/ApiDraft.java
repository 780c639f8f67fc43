package io.gatehouse.config.document;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to check of a document that cannot be used: every policy and destination type, and
 * what its routes match. Where a route sends to an upstream, the checks of it are done, and one
 * that nobody calls stands for it.
 */
final class ApiDraft {

  private static final String UPSTREAM = "draft";

  private ApiDraft() {}

  static ApiDefinition of(
      String name, ApiParts parts, DraftMatches matches, Remarks remarks, ConfigNode root) {
    List<RouteDefinition> routes = new ArrayList<>();
    for (ApiParts.Route route : parts.routes()) {
      routes.add(
          new RouteDefinition(
              route.name().isEmpty() ? "route-" + routes.size() : route.name(),
              matches.of(route.written()),
              remarks.marked(route.policies()),
              route
                  .to()
                  .flatMap(to -> typed(to, remarks))
                  .orElseGet(
                      () ->
                          new DestinationDefinition.ToUpstream(
                              UPSTREAM, Optional.empty(), route.place())),
              route.place()));
    }
    if (routes.isEmpty()) {
      routes.add(
          new RouteDefinition(
              "default",
              MatchDefinition.any(),
              List.of(),
              new DestinationDefinition.ToUpstream(UPSTREAM, Optional.empty(), root.place()),
              root.place()));
    }
    Duration second = Duration.ofSeconds(1);
    return new ApiDefinition(
        name,
        "1",
        MatchDefinition.any(),
        remarks.marked(parts.policies()),
        routes,
        Map.of(
            UPSTREAM,
            new UpstreamDefinition(
                UPSTREAM,
                List.of(URI.create("http://127.0.0.1:9")),
                new UpstreamDefinition.Timeouts(second, second, second),
                Optional.empty())),
        new ApiDefinition.Limits(new ByteSize(0), new ByteSize(0)),
        root.place());
  }

  private static Optional<DestinationDefinition> typed(DestinationDefinition to, Remarks remarks) {
    return to instanceof DestinationDefinition.ToType(String type, ConfigNode config, Place place)
        ? Optional.of(new DestinationDefinition.ToType(type, remarks.marked(config), place))
        : Optional.empty();
  }
}
