package io.gatehouse.config.document;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.read.Document;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes API definitions of documents. */
public final class ApiReader {

  private static final String ONLY_ROUTE = "default";

  private final RecordBinder binder;
  private final Path base;

  /**
   * A reader.
   *
   * @param base that file names are relative to
   */
  public ApiReader(RecordBinder binder, Path base) {
    this.binder = binder;
    this.base = base;
  }

  /** What the document means, and everything that is wrong with it. */
  public Reading<ApiDefinition> read(Document document) {
    Remarks remarks = new Remarks(document);
    if (document.root().isEmpty()) {
      return new Reading<>(Optional.empty(), Optional.empty(), remarks.findings());
    }
    ConfigNode root = document.root().get();
    Optional<ApiDocument> bound = remarks.bind(binder, root, ApiDocument.class);
    Optional<ApiParts> parts =
        Remarks.mapping(root).map(m -> new ApiChecks(binder, base, remarks, m).check());
    if (bound.isPresent() && parts.isPresent() && remarks.isEmpty()) {
      ApiDefinition definition = definition(bound.get(), parts.get(), root);
      return new Reading<>(Optional.of(definition), Optional.empty(), List.of());
    }
    return new Reading<>(Optional.empty(), parts.map(p -> draft(p, root)), remarks.findings());
  }

  private ApiDefinition definition(ApiDocument api, ApiParts parts, ConfigNode root) {
    Map<String, UpstreamDefinition> upstreams = new LinkedHashMap<>();
    api.upstreams().forEach((name, u) -> upstreams.put(name, u.definition(name, base)));
    List<RouteDefinition> routes = new ArrayList<>();
    for (int i = 0; i < parts.routes().size(); i++) {
      ApiParts.Route route = parts.routes().get(i);
      MatchDefinition match =
          api.routes().isEmpty() ? MatchDefinition.any() : api.routes().get(i).match().definition();
      routes.add(
          new RouteDefinition(
              route.name(), match, route.policies(), route.to().orElseThrow(), route.place()));
    }
    return new ApiDefinition(
        api.api(),
        api.version(),
        api.match().definition(),
        parts.policies(),
        routes,
        upstreams,
        api.limits().definition(),
        root.place());
  }

  /**
   * What there is to check of a document that cannot be used: every policy and destination type.
   * Where a route sends to an upstream, the checks of it are done, and one that nobody calls stands
   * for it.
   */
  private static ApiDefinition draft(ApiParts parts, ConfigNode root) {
    String upstream = "draft";
    List<RouteDefinition> routes = new ArrayList<>();
    for (ApiParts.Route route : parts.routes()) {
      DestinationDefinition to =
          route
              .to()
              .filter(DestinationDefinition.ToType.class::isInstance)
              .orElseGet(
                  () ->
                      new DestinationDefinition.ToUpstream(
                          upstream, Optional.empty(), route.place()));
      routes.add(
          new RouteDefinition(
              route.name().isEmpty() ? "route-" + routes.size() : route.name(),
              MatchDefinition.any(),
              route.policies(),
              to,
              route.place()));
    }
    if (routes.isEmpty()) {
      routes.add(
          new RouteDefinition(
              ONLY_ROUTE,
              MatchDefinition.any(),
              List.of(),
              new DestinationDefinition.ToUpstream(upstream, Optional.empty(), root.place()),
              root.place()));
    }
    Duration second = Duration.ofSeconds(1);
    return new ApiDefinition(
        "draft",
        "1",
        MatchDefinition.any(),
        parts.policies(),
        routes,
        Map.of(
            upstream,
            new UpstreamDefinition(
                upstream,
                List.of(URI.create("http://127.0.0.1:9")),
                new UpstreamDefinition.Timeouts(second, second, second),
                Optional.empty())),
        new ApiDefinition.Limits(new ByteSize(0), new ByteSize(0)),
        root.place());
  }
}
