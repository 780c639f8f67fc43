package io.gatehouse.core.exchange;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A path with places for what the route's path bound: {@code /internal/{id}}, {@code /v2{**}}. */
public final class PathTemplate {

  private final List<String> literals;
  private final List<String> names;

  private PathTemplate(List<String> literals, List<String> names) {
    this.literals = literals;
    this.names = names;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with the value and what is expected
   */
  public static PathTemplate parse(String text) {
    if (!text.startsWith("/") && !text.startsWith("{**}")) {
      throw new IllegalArgumentException("'" + text + "' (expected: a path that begins with /)");
    }
    List<String> literals = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', start)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("'" + text + "' (expected: a closing brace)");
      }
      literals.add(text.substring(start, open));
      names.add(text.substring(open + 1, close));
      start = close + 1;
    }
    literals.add(text.substring(start));
    return new PathTemplate(List.copyOf(literals), List.copyOf(names));
  }

  /** The parameters it needs. */
  public Set<String> parameters() {
    return new LinkedHashSet<>(names);
  }

  /** The path for these values, which are percent-encoded already. */
  String fill(Map<String, String> values) {
    StringBuilder path = new StringBuilder(64);
    for (int i = 0; i < names.size(); i++) {
      path.append(literals.get(i)).append(values.getOrDefault(names.get(i), ""));
    }
    path.append(literals.getLast());
    return path.isEmpty() || path.charAt(0) != '/' ? "/" + path : path.toString();
  }
}
