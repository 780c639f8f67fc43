package io.gatehouse.core.route;

import io.gatehouse.api.http.GatewayRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The routes whose path fits a request, in the order of precedence, and what is against each of
 * them. For people; requests are routed by {@link RouteTable}, which the first without an objection
 * is taken from.
 */
public final class RouteComparison<T> {

  private final List<Candidate<T>> fitting;
  private final GatewayRequest request;
  private final Optional<Candidate<T>> taken;

  /**
   * Compares.
   *
   * @param entries every route there is
   * @param match what the table made of them says of the request
   */
  public RouteComparison(List<RouteEntry<T>> entries, GatewayRequest request, RouteMatch<T> match) {
    List<String> path = RouteTable.segments(request.path());
    List<Candidate<T>> found = new ArrayList<>();
    for (RouteEntry<T> entry : entries) {
      for (String pattern : entry.paths()) {
        Candidate<T> candidate = new Candidate<>(entry, PathPattern.parse(pattern));
        if (candidate.pattern().fits(request.path(), path)) {
          found.add(candidate);
        }
      }
    }
    found.sort(
        Comparator.<Candidate<T>, PathPattern.Kind>comparing(c -> c.pattern().kind())
            .thenComparingInt(c -> -c.pattern().segments().size())
            .thenComparingInt(c -> -c.conditions())
            .thenComparing(c -> c.entry().name()));
    this.fitting = found;
    this.request = request;
    this.taken =
        match instanceof RouteMatch.Found<T> route
            ? found.stream()
                .filter(c -> c.entry().target().equals(route.target()))
                .filter(c -> c.pattern().text().equals(route.pattern()))
                .findFirst()
            : Optional.empty();
  }

  /** The routes that are not taken. */
  public List<Loser<T>> losers() {
    return fitting.stream()
        .filter(c -> taken.filter(t -> t.entry().equals(c.entry())).isEmpty())
        .map(c -> new Loser<>(c.entry(), c.pattern().text(), reason(c)))
        .toList();
  }

  private String reason(Candidate<T> candidate) {
    return candidate
        .objection(request)
        .orElseGet(
            () ->
                taken
                    .map(other -> candidate.yieldsTo(other, request))
                    .orElse("the request cannot be told from others'"));
  }

  /** A route that is not taken, and why. */
  public record Loser<T>(RouteEntry<T> entry, String pattern, String reason) {}
}
