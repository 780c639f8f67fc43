package io.gatehouse.core.route;

import java.util.Map;
import java.util.Set;

/** What the table says of a request. */
public sealed interface RouteMatch<T> {

  /**
   * This route.
   *
   * @param pattern the path pattern by which it was found
   * @param rawParameters what the path bound, still percent-encoded; {@code **} is what a prefix
   *     left over, from its slash on
   * @param preflight whether an OPTIONS request was let in for the method it asks about
   */
  record Found<T>(T target, String pattern, Map<String, String> rawParameters, boolean preflight)
      implements RouteMatch<T> {}

  /** No route has this path, host and conditions. */
  record NotFound<T>() implements RouteMatch<T> {}

  /** There are such routes, for these methods. */
  record WrongMethod<T>(Set<String> allowed) implements RouteMatch<T> {}
}
