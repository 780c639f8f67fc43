package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.config.bind.RecordBinder;
import io.gatehouse.config.bind.RecordKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the routes of a mistaken document match, where that is beyond doubt, so that it can be said
 * in the same go that another file's route does so already.
 */
final class DraftMatches {

  private static final List<String> EVERYTHING = List.of("/**");

  private final RecordBinder binder;
  private final Remarks remarks;
  private final Optional<MatchDefinition> wide;

  DraftMatches(RecordBinder binder, Remarks remarks, ConfigNode.Mapping root) {
    this.binder = binder;
    this.remarks = remarks;
    this.wide = of(root, ApiDocument.class);
  }

  /**
   * What the route and its API ask for, together; {@link MatchDefinition#any()} where that is not
   * known. A route known to match everything has a path that says so.
   *
   * @param route empty for the only route, which asks for nothing of its own
   */
  MatchDefinition of(Optional<ConfigNode.Mapping> route) {
    Optional<MatchDefinition> own =
        route.isEmpty()
            ? Optional.of(MatchDefinition.any())
            : of(route.get(), ApiDocument.RouteDocument.class);
    return wide.isEmpty() || own.isEmpty()
        ? MatchDefinition.any()
        : together(wide.get(), own.get());
  }

  private Optional<MatchDefinition> of(ConfigNode.Mapping in, Class<? extends Record> type) {
    Optional<ConfigNode> match = Remarks.value(in, type, "match");
    if (match.isPresent()) {
      return remarks
          .attempt(binder, match.get(), MatchDocument.class)
          .map(MatchDocument::definition);
    }
    boolean meant = remarks.isIncomplete(in) || !RecordKeys.of(type).in(in).unknown().isEmpty();
    return meant ? Optional.empty() : Optional.of(MatchDefinition.any());
  }

  private static MatchDefinition together(MatchDefinition wide, MatchDefinition narrow) {
    Map<String, String> headers = new HashMap<>(wide.headers());
    headers.putAll(narrow.headers());
    Map<String, String> query = new HashMap<>(wide.query());
    query.putAll(narrow.query());
    List<String> paths = narrow.paths().isEmpty() ? wide.paths() : narrow.paths();
    return new MatchDefinition(
        narrow.hosts().isEmpty() ? wide.hosts() : narrow.hosts(),
        paths.isEmpty() ? EVERYTHING : paths,
        narrow.methods().isEmpty() ? wide.methods() : narrow.methods(),
        headers,
        query);
  }
}
