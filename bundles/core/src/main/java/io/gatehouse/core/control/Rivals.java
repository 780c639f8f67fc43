package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.core.route.RouteEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routes by the shape of their paths: only those of one shape can be for the same requests, so that
 * a mistaken file among thousands is compared with a handful.
 */
final class Rivals {

  private static final Pattern PARAMETER = Pattern.compile("\\{[^/]*}");

  private final Map<String, List<RouteEntry<ApiDefinition>>> byShape = new HashMap<>();

  void add(RouteEntry<ApiDefinition> entry) {
    for (String shape : shapes(entry)) {
      byShape.computeIfAbsent(shape, s -> new ArrayList<>(1)).add(entry);
    }
  }

  /** Those that share a shape with one of these, in the order in which they were added. */
  List<RouteEntry<ApiDefinition>> of(List<RouteEntry<ApiDefinition>> wanted) {
    Set<RouteEntry<ApiDefinition>> found = new LinkedHashSet<>();
    for (RouteEntry<ApiDefinition> entry : wanted) {
      for (String shape : shapes(entry)) {
        found.addAll(byShape.getOrDefault(shape, List.of()));
      }
    }
    return List.copyOf(found);
  }

  private static Set<String> shapes(RouteEntry<ApiDefinition> entry) {
    List<String> paths = entry.match().paths();
    Set<String> shapes = new LinkedHashSet<>();
    for (String path : paths.isEmpty() ? List.of("/**") : paths) {
      shapes.add(path.indexOf('{') < 0 ? path : PARAMETER.matcher(path).replaceAll("{}"));
    }
    return shapes;
  }
}
