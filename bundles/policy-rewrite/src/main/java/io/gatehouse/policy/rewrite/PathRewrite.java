package io.gatehouse.policy.rewrite;

import java.util.Map;

/** How a path becomes another. */
sealed interface PathRewrite {

  /**
   * The new path, percent-encoded.
   *
   * @param parameters decoded, as the route's path template bound them
   * @throws UnfitParameterException if a parameter cannot stand in a path
   */
  String apply(String path, Map<String, String> parameters);

  /** Exchanges what the path begins with, in whole segments. */
  record Prefixes(String strip, String add) implements PathRewrite {

    @Override
    public String apply(String path, Map<String, String> parameters) {
      if (!path.startsWith(strip)) {
        return path;
      }
      String rest = path.substring(strip.length());
      if (!rest.isEmpty() && rest.charAt(0) != '/') {
        return path;
      }
      String changed = add + rest;
      return changed.isEmpty() ? "/" : changed;
    }
  }

  /** Fills a template in. */
  record Filled(PathTemplate template) implements PathRewrite {

    @Override
    public String apply(String path, Map<String, String> parameters) {
      return template.fill(parameters);
    }
  }

  /** A parameter's value could lead the request somewhere else. */
  final class UnfitParameterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnfitParameterException(String message) {
      super(message, null, false, false);
    }
  }
}
