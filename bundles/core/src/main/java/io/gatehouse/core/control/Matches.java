package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.core.route.AmbiguousRouteException;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which requests routes are for, and which of them no request could tell apart. */
final class Matches {

  private static final String AMBIGUOUS = "matches the same requests as ";

  private Matches() {}

  /** What the API asks for and what the route asks for, together. */
  static MatchDefinition merged(ApiDefinition api, RouteDefinition route) {
    MatchDefinition wide = api.match();
    MatchDefinition narrow = route.match();
    Map<String, String> headers = new HashMap<>(wide.headers());
    headers.putAll(narrow.headers());
    Map<String, String> query = new HashMap<>(wide.query());
    query.putAll(narrow.query());
    return new MatchDefinition(
        narrow.hosts().isEmpty() ? wide.hosts() : narrow.hosts(),
        narrow.paths().isEmpty() ? wide.paths() : narrow.paths(),
        narrow.methods().isEmpty() ? wide.methods() : narrow.methods(),
        headers,
        query);
  }

  /** The routes of an API that does not serve; those of a draft whose match is unknown left out. */
  static List<RouteEntry<ApiDefinition>> wanted(ApiDefinition api, boolean draft) {
    List<RouteEntry<ApiDefinition>> wanted = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RouteDefinition route : api.routes()) {
      MatchDefinition match = merged(api, route);
      boolean known = !draft || !match.equals(MatchDefinition.any());
      if (known && names.add(route.name())) {
        wanted.add(new RouteEntry<>(api.name() + '/' + route.name(), match, api));
      }
    }
    return wanted;
  }

  /** What keeps routes from serving beside others, and those of them that nothing keeps. */
  record Collisions(List<Finding> findings, List<RouteEntry<ApiDefinition>> free) {}

  /**
   * Compares routes with others, all of them. An API is not compared with one of its own name: that
   * is one mistake, not many.
   */
  static Collisions collisions(
      ApiDefinition api,
      List<RouteEntry<ApiDefinition>> wanted,
      List<RouteEntry<ApiDefinition>> others) {
    List<RouteEntry<ApiDefinition>> free = new ArrayList<>(wanted);
    List<Finding> findings = new ArrayList<>();
    while (true) {
      List<RouteEntry<ApiDefinition>> all = new ArrayList<>(others);
      all.removeIf(other -> other.target().name().equals(api.name()));
      all.addAll(free);
      try {
        RouteTable.of(all);
        return new Collisions(findings, free);
      } catch (AmbiguousRouteException ambiguous) {
        if (!free.removeIf(entry -> entry.equals(ambiguous.entry()))) {
          return new Collisions(findings, List.of());
        }
        findings.add(ambiguous(api, ambiguous));
      } catch (IllegalArgumentException noPattern) {
        return new Collisions(findings, List.of());
      }
    }
  }

  static Finding ambiguous(ApiDefinition api, AmbiguousRouteException ambiguous) {
    return new Finding(
        placeOf(api, ambiguous.route()),
        AMBIGUOUS + ambiguous.other() + " at " + ambiguous.path(),
        "Give one of the two another path, host, method, header or query parameter to match.");
  }

  /** Whether a finding of this kind is among these for the same place. */
  static boolean told(List<Finding> findings, Finding collision) {
    return findings.stream()
        .anyMatch(f -> f.place().equals(collision.place()) && f.problem().startsWith(AMBIGUOUS));
  }

  private static Place placeOf(ApiDefinition api, String route) {
    return api.routes().stream()
        .filter(r -> route.equals(api.name() + '/' + r.name()))
        .map(RouteDefinition::place)
        .findFirst()
        .orElse(api.place());
  }
}
