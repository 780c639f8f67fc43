package io.gatehouse.core.route;

import io.gatehouse.api.http.GatewayRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes at one path pattern, by host, so that many hosts cost no more than one. */
final class HostGroups<T> {

  private final Map<String, List<Candidate<T>>> exact = new HashMap<>();
  private final Map<String, List<Candidate<T>>> bySuffix = new HashMap<>();
  private final List<Candidate<T>> anyHost = new ArrayList<>();

  /** Adds a route; refuses one that no request could tell from another. */
  void add(Candidate<T> candidate) {
    List<String> hosts = candidate.entry().match().hosts();
    if (hosts.isEmpty()) {
      insert(anyHost, candidate);
    }
    for (String host : hosts) {
      if (host.startsWith("*.")) {
        insert(bySuffix.computeIfAbsent(host.substring(1), h -> new ArrayList<>()), candidate);
      } else {
        insert(exact.computeIfAbsent(host, h -> new ArrayList<>()), candidate);
      }
    }
  }

  private void insert(List<Candidate<T>> group, Candidate<T> candidate) {
    for (Candidate<T> other : group) {
      if (other.indistinguishableFrom(candidate)) {
        throw new AmbiguousRouteException(
            candidate.entry(), other.entry().name(), candidate.pattern().text());
      }
    }
    group.add(candidate);
    group.sort(
        Comparator.<Candidate<T>>comparingInt(c -> -c.conditions())
            .thenComparing(c -> !c.methods().contains("HEAD"))
            .thenComparing(c -> c.entry().name()));
  }

  /**
   * The best route for the request: more conditions first, then the more exact host.
   *
   * @param rejected gets those that only the method kept out
   */
  @Nullable Candidate<T> match(
      GatewayRequest request, String host, String method, List<Candidate<T>> rejected) {
    Candidate<T> best = first(exact.get(host), request, method, rejected, null);
    if (!bySuffix.isEmpty()) {
      for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        best = first(bySuffix.get(host.substring(dot)), request, method, rejected, best);
      }
    }
    return first(anyHost, request, method, rejected, best);
  }

  private static <T> @Nullable Candidate<T> first(
      @Nullable List<Candidate<T>> group,
      GatewayRequest request,
      String method,
      List<Candidate<T>> rejected,
      @Nullable Candidate<T> best) {
    if (group == null) {
      return best;
    }
    for (int i = 0; i < group.size(); i++) {
      Candidate<T> candidate = group.get(i);
      if (best != null && candidate.conditions() <= best.conditions()) {
        return best;
      }
      if (candidate.conditionsHold(request)) {
        if (candidate.allows(method)) {
          return candidate;
        }
        rejected.add(candidate);
      }
    }
    return best;
  }
}
