package io.gatehouse.core.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A path as operators write it: exact {@code /a/b}, template {@code /a/{id}} or prefix {@code
 * /a/**}, which matches {@code /a} itself and everything below it. A template's parameter stands
 * for one segment that is not empty.
 *
 * @param segments literals and parameters between the slashes, without the closing {@code **}
 */
record PathPattern(String text, Kind kind, List<Segment> segments) {

  enum Kind {
    EXACT,
    TEMPLATE,
    PREFIX
  }

  /** One segment. */
  sealed interface Segment {
    record Literal(String text) implements Segment {}

    record Parameter(String name) implements Segment {}
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with the value and what is expected
   */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("'" + text + "' (expected: a path that begins with /)");
    }
    boolean prefix = text.endsWith("/**");
    String fixed = prefix ? text.substring(0, text.length() - 3) : text;
    if (fixed.contains("*")) {
      throw new IllegalArgumentException("'" + text + "' (expected: ** only as the last segment)");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!fixed.isEmpty()) {
      for (String segment : fixed.substring(1).split("/", -1)) {
        segments.add(segment(text, segment, names));
      }
    }
    Kind kind = prefix ? Kind.PREFIX : names.isEmpty() ? Kind.EXACT : Kind.TEMPLATE;
    return new PathPattern(text, kind, List.copyOf(segments));
  }

  private static Segment segment(String text, String segment, Set<String> names) {
    if (segment.startsWith("{") && segment.endsWith("}")) {
      String name = segment.substring(1, segment.length() - 1);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "'" + text + "' (expected: parameter names of letters, digits, _ and -)");
      }
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "'" + text + "' (expected: parameter " + name + " only once)");
      }
      return new Segment.Parameter(name);
    }
    if (segment.contains("{") || segment.contains("}")) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: a parameter to be a whole segment, such as /{id})");
    }
    return new Segment.Literal(segment);
  }

  /** Whether a path fits; its segments are given too. */
  boolean fits(String whole, List<String> path) {
    if (kind == Kind.EXACT) {
      return text.equals(whole);
    }
    if (kind == Kind.PREFIX ? path.size() < segments.size() : path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      boolean same =
          switch (segments.get(i)) {
            case Segment.Literal(String text) -> text.equals(path.get(i));
            case Segment.Parameter named -> !path.get(i).isEmpty();
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** Patterns of one shape match the same paths. */
  String shape() {
    StringBuilder shape = new StringBuilder();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Literal literal -> shape.append('/').append(literal.text());
        case Segment.Parameter parameter -> shape.append("/{}");
      }
    }
    return kind == Kind.PREFIX ? shape.append("/**").toString() : shape.toString();
  }

  Set<String> parameters() {
    Set<String> names = new HashSet<>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Parameter parameter) {
        names.add(parameter.name());
      }
    }
    return names;
  }
}
