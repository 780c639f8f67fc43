package io.gatehouse.core.route;

/** Two routes that no request could tell apart. */
public final class AmbiguousRouteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String route;
  private final String other;
  private final String path;

  AmbiguousRouteException(String route, String other, String path) {
    super(route + " and " + other + " match the same requests at " + path);
    this.route = route;
    this.other = other;
    this.path = path;
  }

  /** The one that was added later. */
  public String route() {
    return route;
  }

  public String other() {
    return other;
  }

  public String path() {
    return path;
  }
}
