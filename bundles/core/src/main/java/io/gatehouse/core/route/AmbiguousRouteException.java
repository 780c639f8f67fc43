package io.gatehouse.core.route;

/** Two routes that no request could tell apart. */
public final class AmbiguousRouteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient RouteEntry<?> entry;
  private final String route;
  private final String other;
  private final String path;

  AmbiguousRouteException(RouteEntry<?> entry, String other, String path) {
    super(entry.name() + " and " + other + " match the same requests at " + path);
    this.entry = entry;
    this.route = entry.name();
    this.other = other;
    this.path = path;
  }

  /** The one that was added later, itself: names can stand for two. */
  public RouteEntry<?> entry() {
    return entry;
  }

  /** Its name. */
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
