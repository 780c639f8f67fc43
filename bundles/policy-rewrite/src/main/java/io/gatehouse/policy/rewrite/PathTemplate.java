package io.gatehouse.policy.rewrite;

import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.policy.rewrite.PathRewrite.UnfitParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A path with holes for path parameters: {@code /internal/{id}/lines}. */
record PathTemplate(List<Part> parts) {

  /**
   * Parses a template.
   *
   * @param key where it stands
   * @throws PolicyConfigurationException if it is none
   */
  static PathTemplate parse(String key, String text) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int end = open < 0 ? text.length() : open;
      if (end > at) {
        parts.add(new Literal(text.substring(at, end)));
      }
      if (open < 0) {
        break;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new PolicyConfigurationException(
            key, "'" + text + "' has a { without } (expected: /a/{name})");
      }
      parts.add(new Hole(name(key, text.substring(open + 1, close))));
      at = close + 1;
    }
    // holes are filled with what is one segment or less, so an x in their place shows the shape
    PathSyntax.check(key, shape(parts));
    return new PathTemplate(List.copyOf(parts));
  }

  String fill(Map<String, String> parameters) {
    StringBuilder path = new StringBuilder(64);
    for (Part part : parts) {
      switch (part) {
        case Literal(String text) -> path.append(text);
        case Hole(String name) -> path.append(encoded(name, parameters.get(name)));
      }
    }
    String filled = path.toString();
    if (PathSyntax.hasDotSegment(filled)) {
      throw new UnfitParameterException("a segment would be . or ..");
    }
    return filled;
  }

  private static String encoded(String name, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      throw new IllegalStateException(
          "path parameter '" + name + "' is not bound (expected: one of the route's own)");
    }
    if (value.isEmpty()) {
      throw new UnfitParameterException("a segment would be empty");
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        throw new UnfitParameterException("a segment would have a control character");
      }
    }
    if (PathSyntax.hasDotSegment('/' + value.replace('\\', '/'))) {
      // an upstream that decodes %2F would climb
      throw new UnfitParameterException("a segment would have . or .. in it");
    }
    return PercentEncoding.encode(value);
  }

  private static String name(String key, String name) {
    if (name.equals("**")) {
      throw new PolicyConfigurationException(
          key, "'{**}' is not a parameter (expected: stripPrefix and addPrefix to keep the rest)");
    }
    if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
      throw new PolicyConfigurationException(
          key, "'{" + name + "}' (expected: the name of a path parameter in braces)");
    }
    return name;
  }

  private static String shape(List<Part> parts) {
    StringBuilder shape = new StringBuilder();
    for (Part part : parts) {
      shape.append(part instanceof Literal(String text) ? text : "x");
    }
    return shape.toString();
  }

  /** A piece of a template. */
  sealed interface Part {}

  /** Stands as it is. */
  record Literal(String text) implements Part {}

  /** Takes a parameter's value. */
  record Hole(String name) implements Part {}
}
