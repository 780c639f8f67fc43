package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.document.ApiDocument.RouteDocument;
import io.gatehouse.config.form.PathSyntax;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the parts of an API say of each other. Goes by the tree, not by what was bound, because it
 * has something to say where half of the document cannot be bound, and says it at the exact place.
 */
final class ApiChecks {

  private final RecordBinder binder;
  private final NamedFiles files;
  private final Remarks remarks;
  private final ConfigNode.Mapping root;

  ApiChecks(RecordBinder binder, Path base, Remarks remarks, ConfigNode.Mapping root) {
    this.binder = binder;
    this.files = new NamedFiles(base);
    this.remarks = remarks;
    this.root = root;
  }

  /** Takes the document apart, and tells what does not fit together. */
  ApiParts check() {
    MatchChecks matches =
        new MatchChecks(remarks, Remarks.mapping(root, ApiDocument.class, "match"));
    Set<String> upstreams = upstreams();
    List<PolicyDefinition> policies =
        PolicyList.read(Remarks.items(root, ApiDocument.class, "policies"), remarks);
    List<ApiParts.Route> routes = routes();
    for (ApiParts.Route route : routes) {
      route.match().ifPresent(matches::check);
    }
    return new ApiParts(policies, destinations(routes, matches, upstreams), upstreams);
  }

  private Set<String> upstreams() {
    Set<String> names = new LinkedHashSet<>();
    Optional<ConfigNode.Mapping> all = Remarks.mapping(root, ApiDocument.class, "upstreams");
    for (ConfigNode.Entry entry : all.map(ConfigNode.Mapping::entries).orElse(List.of())) {
      names.add(entry.key());
      Remarks.mapping(entry.value()).ifPresent(this::upstream);
    }
    return names;
  }

  private void upstream(ConfigNode.Mapping upstream) {
    Set<String> urls = new TreeSet<>();
    boolean secure = false;
    for (ConfigNode target : Remarks.items(upstream, UpstreamDocument.class, "targets")) {
      Optional<ConfigNode> url =
          Remarks.mapping(target)
              .flatMap(t -> Remarks.value(t, UpstreamDocument.TargetDocument.class, "url"));
      if (url.isPresent() && url.get() instanceof ConfigNode.Scalar text) {
        secure |= !text.text().startsWith("http://");
        if (!urls.add(text.text()) && !remarks.isBroken(text)) {
          remarks.add(
              text.place(),
              "the target " + Shown.quoted(text.written()) + " stands here twice",
              "Remove one");
        }
      } else {
        secure = true;
      }
    }
    Optional<ConfigNode.Mapping> tls = Remarks.mapping(upstream, UpstreamDocument.class, "tls");
    if (tls.isPresent() && !secure && !urls.isEmpty()) {
      remarks.add(
          tls.get().place(),
          "'tls' is set, and no target has https",
          "Write https:// in the targets, or remove 'tls'");
    }
    tls.ifPresent(
        t ->
            files.check(
                Remarks.value(t, UpstreamDocument.TlsDocument.class, "ca"),
                "CERTIFICATE",
                remarks));
  }

  private List<ApiParts.Route> routes() {
    Optional<ConfigNode> list = Remarks.value(root, ApiDocument.class, "routes");
    Optional<ConfigNode> to = exactly("to");
    if (list.isPresent() && to.isPresent()) {
      remarks.add(
          to.get().place(),
          "there is 'to' beside 'routes'",
          "Move it into a route, or remove 'routes'");
    }
    if (list.isEmpty()) {
      if (Remarks.value(root, ApiDocument.class, "to").isEmpty() && !remarks.isIncomplete(root)) {
        remarks.add(
            root.place(), "there is nothing to route to", "Add 'routes', or 'to' for all requests");
      }
      return to.stream().map(this::onlyRoute).toList();
    }
    if (list.get() instanceof ConfigNode.Sequence empty && empty.items().isEmpty()) {
      remarks.add(empty.place(), "the list is empty", "Add a route, or write 'to' instead");
    }
    List<ApiParts.Route> routes = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (ConfigNode item : Remarks.items(root, ApiDocument.class, "routes")) {
      Remarks.mapping(item).ifPresent(mapping -> routes.add(route(mapping, lines)));
    }
    return routes;
  }

  /** Two letters are near too many words to be guessed at. */
  private Optional<ConfigNode> exactly(String key) {
    return root.get(key);
  }

  private ApiParts.Route onlyRoute(ConfigNode to) {
    return new ApiParts.Route(
        "default",
        to.place(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        DestinationNode.read(to, remarks));
  }

  private ApiParts.Route route(ConfigNode.Mapping mapping, Map<String, Integer> lines) {
    String name = "";
    Optional<ConfigNode> written = Remarks.value(mapping, RouteDocument.class, "name");
    if (written.isPresent()
        && written.get() instanceof ConfigNode.Scalar text
        && text.kind() != Kind.NULL
        && !remarks.isBroken(text)) {
      name = text.text();
      Integer first = lines.putIfAbsent(name, text.place().line());
      if (first != null) {
        remarks.add(
            text.place(),
            "the route " + Shown.quoted(name) + " stands here twice, first in line " + first,
            "Give each route a name of its own");
      }
    }
    return new ApiParts.Route(
        name,
        mapping.place(),
        Remarks.mapping(mapping, RouteDocument.class, "match"),
        Optional.of(mapping),
        PolicyList.read(Remarks.items(mapping, RouteDocument.class, "policies"), remarks),
        Remarks.value(mapping, RouteDocument.class, "to")
            .flatMap(to -> DestinationNode.read(to, remarks)));
  }

  private List<ApiParts.Route> destinations(
      List<ApiParts.Route> routes, MatchChecks matches, Set<String> upstreams) {
    List<ConfigNode> nodes = new ArrayList<>(Remarks.items(root, ApiDocument.class, "routes"));
    for (ConfigNode item : nodes) {
      Optional<ConfigNode.Mapping> route = Remarks.mapping(item);
      route.flatMap(r -> Remarks.mapping(r, RouteDocument.class, "to")).ifPresent(this::bind);
      route.ifPresent(
          r ->
              Remarks.mapping(r, RouteDocument.class, "to")
                  .ifPresent(
                      to ->
                          parameters(
                              to,
                              matches.pathsOf(Remarks.mapping(r, RouteDocument.class, "match")))));
    }
    exactly("to").flatMap(Remarks::mapping).ifPresent(this::bind);
    exactly("to")
        .flatMap(Remarks::mapping)
        .ifPresent(to -> parameters(to, matches.pathsOf(Optional.empty())));
    for (ApiParts.Route route : routes) {
      if (route.to().isPresent()
          && route.to().get() instanceof DestinationDefinition.ToUpstream to
          && !upstreams.contains(to.upstream())) {
        unknown(to, upstreams);
      }
    }
    return routes;
  }

  private void bind(ConfigNode.Mapping to) {
    if (!to.entries().isEmpty() && DestinationNode.isUpstream(to)) {
      remarks.bind(binder, to, DestinationNode.ToUpstream.class);
    }
  }

  private void unknown(DestinationDefinition.ToUpstream to, Set<String> upstreams) {
    boolean unreadable =
        remarks.isIncomplete(root)
            || Remarks.value(root, ApiDocument.class, "upstreams")
                .filter(node -> !(node instanceof ConfigNode.Mapping))
                .isPresent();
    if (unreadable || TextForm.NAME.check(to.upstream()).isPresent()) {
      return;
    }
    remarks.add(
        to.place(),
        "there is no upstream " + Shown.quoted(to.upstream()) + " in this API",
        upstreams.isEmpty()
            ? "Add it: upstreams: { "
                + Shown.plain(to.upstream())
                + ": { targets: [ { url: \"http://host:port\" } ] } }"
            : NearestName.remedy(Shown.plain(to.upstream()), upstreams));
  }

  /** Checks that each of the paths binds what the path asked for uses. */
  private void parameters(ConfigNode.Mapping to, List<String> paths) {
    Optional<ConfigNode> path =
        DestinationNode.isUpstream(to)
            ? Remarks.value(to, DestinationNode.ToUpstream.class, "path")
            : Optional.empty();
    if (path.isEmpty()
        || !(path.get() instanceof ConfigNode.Scalar template)
        || remarks.isBroken(template)
        || TextForm.PATH_TEMPLATE.check(template.text()).isPresent()) {
      return;
    }
    for (String name : PathSyntax.wanted(template.text())) {
      for (String pattern : paths) {
        Set<String> bound = PathSyntax.bound(pattern);
        if (!bound.contains(name)) {
          remarks.add(
              template.place(),
              "the path uses {" + name + "}, which " + Shown.quoted(pattern) + " does not bind",
              NearestName.of(name, bound).isPresent()
                  ? NearestName.remedy(name, bound)
                  : name.equals("**")
                      ? "Let the route's path end in /**"
                      : "Write {" + name + "} as a segment of the route's path");
          break;
        }
      }
    }
  }
}
