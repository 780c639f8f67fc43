package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.core.route.RouteEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Routes by the shape of their paths: only those of one shape can be for the same requests, so that
 * a mistaken file among thousands is compared with a handful.
 */
final class Rivals {

  private final Map<String, List<RouteEntry<ApiDefinition>>> byShape = new HashMap<>();

  void add(RouteEntry<ApiDefinition> entry) {
    for (String shape : entry.shapes()) {
      byShape.computeIfAbsent(shape, s -> new ArrayList<>(1)).add(entry);
    }
  }

  /** Those that share a shape with one of these, in the order in which they were added. */
  List<RouteEntry<ApiDefinition>> of(List<RouteEntry<ApiDefinition>> wanted) {
    Set<RouteEntry<ApiDefinition>> found = new LinkedHashSet<>();
    for (RouteEntry<ApiDefinition> entry : wanted) {
      for (String shape : entry.shapes()) {
        found.addAll(byShape.getOrDefault(shape, List.of()));
      }
    }
    return List.copyOf(found);
  }
}
