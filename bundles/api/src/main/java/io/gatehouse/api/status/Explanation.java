package io.gatehouse.api.status;

import io.gatehouse.api.definition.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would become of a request.
 *
 * @param outcome of the routing
 * @param chosen the route; empty where none is
 * @param others the routes whose path fits as well, in the order of precedence, and what is against
 *     each
 */
public record Explanation(Outcome outcome, Optional<Chosen> chosen, List<Other> others) {

  public Explanation {
    others = List.copyOf(others);
  }

  /** How routing ends. */
  public enum Outcome {
    /** The route takes the request. */
    ROUTED,
    /** The route is for another method, about which a browser asks: 405 unless a policy answers. */
    PREFLIGHT,
    /** The route waits for something it needs and answers 503. */
    WAITING,
    /** Routes have this path, for other methods: 405. */
    METHOD_NOT_ALLOWED,
    /** No route: 404. */
    NOT_FOUND
  }

  /**
   * The route that is taken.
   *
   * @param route {@code api/route}
   * @param pattern the path pattern that fits
   * @param parameters what the path binds, still percent-encoded
   * @param chain the policies in the order of the request
   * @param settings what else is in force, by name: the upstream, its timeouts, limits
   */
  public record Chosen(
      String route,
      Place place,
      String pattern,
      Map<String, String> parameters,
      List<Step> chain,
      List<Setting> settings) {

    public Chosen {
      parameters = Map.copyOf(parameters);
      chain = List.copyOf(chain);
      settings = List.copyOf(settings);
    }
  }

  /**
   * A policy of the chain.
   *
   * @param name {@code scope/type}, the scope being {@code global}, the API or the route
   * @param when the expression that says which exchanges it has a part in; empty for all
   * @param place where it is configured
   */
  public record Step(String name, String when, Place place) {}

  /**
   * Something in force.
   *
   * @param place where it was set, or where it could be
   */
  public record Setting(String name, String value, Place place) {}

  /**
   * A route that is not taken.
   *
   * @param reason what is against it
   */
  public record Other(String route, Place place, String pattern, String reason) {}
}
