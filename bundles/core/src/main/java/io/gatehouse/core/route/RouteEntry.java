package io.gatehouse.core.route;

import io.gatehouse.api.definition.MatchDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A route for the table.
 *
 * @param name unique, for messages and as the last tie-break: {@code api/route}
 * @param match what its API and the route itself ask for, together
 */
public record RouteEntry<T>(String name, MatchDefinition match, T target) {

  /**
   * The shapes of its paths: only routes of one shape can be for the same requests. What is not a
   * path pattern has none.
   */
  public Set<String> shapes() {
    Set<String> shapes = new LinkedHashSet<>();
    for (String path : paths()) {
      try {
        shapes.add(PathPattern.parse(path).shape());
      } catch (IllegalArgumentException noPattern) {
        // told where the definition is checked
      }
    }
    return shapes;
  }

  /** The paths it is for; all where none is named. */
  List<String> paths() {
    return match.paths().isEmpty() ? List.of("/**") : match.paths();
  }
}
