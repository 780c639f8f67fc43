package io.gatehouse.core.route;

import io.gatehouse.api.http.GatewayRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a revision. Precedence, independent of the order of declaration: exact before
 * template before prefix; the longer first; more conditions (methods, headers, query) first; then
 * the more exact host.
 */
public final class RouteTable<T> {

  private final Map<String, HostGroups<T>> exact = new HashMap<>();
  private final PathTrie<T> trie = new PathTrie<>();

  private RouteTable() {}

  /**
   * Compiles a table.
   *
   * @throws AmbiguousRouteException if two routes match the same requests; the later in the list is
   *     named first
   * @throws IllegalArgumentException if a path is not a pattern
   */
  public static <T> RouteTable<T> of(List<RouteEntry<T>> entries) {
    RouteTable<T> table = new RouteTable<>();
    for (RouteEntry<T> entry : entries) {
      for (String path : entry.paths()) {
        table.add(new Candidate<>(entry, PathPattern.parse(path)));
      }
    }
    return table;
  }

  /** The names of the parameters that every one of these paths binds. */
  public static Set<String> parametersOf(List<String> paths) {
    Set<String> common = null;
    for (String path : paths) {
      Set<String> names = PathPattern.parse(path).parameters();
      if (path.endsWith("/**")) {
        names.add("**");
      }
      if (common == null) {
        common = names;
      } else {
        common.retainAll(names);
      }
    }
    return common == null ? Set.of("**") : common;
  }

  private void add(Candidate<T> candidate) {
    if (candidate.pattern().kind() == PathPattern.Kind.EXACT) {
      exact.computeIfAbsent(candidate.pattern().text(), p -> new HostGroups<>()).add(candidate);
    } else {
      trie.add(candidate);
    }
  }

  /** Finds the route of a request. */
  public RouteMatch<T> match(GatewayRequest request) {
    String host = request.host();
    List<Candidate<T>> rejected = new ArrayList<>(0);
    Candidate<T> found = find(request, host, request.method(), rejected);
    if (isPreflight(request)) {
      String asked = request.headers().firstOr("access-control-request-method", "");
      Candidate<T> byAsked = find(request, host, asked, new ArrayList<>(0));
      if (found == null || (byAsked != null && byAsked.moreSpecificThan(found))) {
        found = byAsked;
      }
    }
    if (found != null) {
      return new RouteMatch.Found<>(
          found.entry().target(),
          found.pattern().text(),
          bound(found.pattern(), request.path()),
          !found.allows(request.method()));
    }
    return rejected.isEmpty()
        ? new RouteMatch.NotFound<>()
        : new RouteMatch.WrongMethod<>(Candidate.allowedBy(rejected));
  }

  private @Nullable Candidate<T> find(
      GatewayRequest request, String host, String method, List<Candidate<T>> rejected) {
    HostGroups<T> groups = exact.get(request.path());
    Candidate<T> found = groups == null ? null : groups.match(request, host, method, rejected);
    if (found != null) {
      return found;
    }
    List<String> segments = segments(request.path());
    PathTrie.Choice<T> choice = g -> g.match(request, host, method, rejected);
    found = trie.template(segments, 0, choice);
    if (found != null) {
      return found;
    }
    PathTrie.Hit<T> hit = trie.prefix(segments, 0, choice);
    return hit == null ? null : hit.candidate();
  }

  /** A browser asking whether it may send another method (Fetch standard, CORS-preflight). */
  static boolean isPreflight(GatewayRequest request) {
    return request.method().equals("OPTIONS")
        && request.headers().contains("origin")
        && request.headers().contains("access-control-request-method");
  }

  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(8);
    int start = 1;
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(path.substring(start, slash));
      start = slash + 1;
    }
    if (path.length() > 1) {
      segments.add(path.substring(start));
    }
    return segments;
  }

  private static Map<String, String> bound(PathPattern pattern, String path) {
    if (pattern.kind() == PathPattern.Kind.EXACT) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>(4);
    int start = 0;
    for (PathPattern.Segment segment : pattern.segments()) {
      int end = path.indexOf('/', start + 1);
      end = end < 0 ? path.length() : end;
      if (segment instanceof PathPattern.Segment.Parameter parameter) {
        values.put(parameter.name(), path.substring(start + 1, end));
      }
      start = end;
    }
    if (pattern.kind() == PathPattern.Kind.PREFIX) {
      values.put("**", path.substring(start));
    }
    return values;
  }
}
