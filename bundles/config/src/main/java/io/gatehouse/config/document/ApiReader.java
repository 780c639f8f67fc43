package io.gatehouse.config.document;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes API definitions of documents. */
public final class ApiReader {

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
    Optional<ConfigNode.Mapping> mapping = Remarks.mapping(root);
    Optional<ApiParts> parts = mapping.map(m -> new ApiChecks(binder, base, remarks, m).check());
    if (bound.isPresent() && parts.isPresent() && remarks.isEmpty()) {
      ApiDefinition definition = definition(bound.get(), parts.get(), root);
      return new Reading<>(Optional.of(definition), Optional.empty(), List.of());
    }
    Optional<ApiDefinition> draft =
        mapping.map(
            m ->
                ApiDraft.of(
                    nameOf(m, remarks),
                    parts.orElseThrow(),
                    new DraftMatches(binder, remarks, m),
                    remarks,
                    root));
    return new Reading<>(Optional.empty(), draft, remarks.findings());
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

  /** The name that is written, be the rest mistaken; of the file where there is none. */
  private static String nameOf(ConfigNode.Mapping root, Remarks remarks) {
    return Remarks.value(root, ApiDocument.class, "api")
        .filter(ConfigNode.Scalar.class::isInstance)
        .filter(node -> !remarks.isBroken(node))
        .map(node -> ((ConfigNode.Scalar) node).text())
        .filter(text -> TextForm.NAME.check(text).isEmpty())
        .orElse("draft of " + root.place().file());
  }
}
