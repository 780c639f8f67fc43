package io.gatehouse.admin;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.status.RouteTracer;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import java.time.Duration;
import java.util.List;

/** Which requests somebody wants to follow, from {@code route=orders/get-order&requests=5}. */
record TraceQuestion(String route, int requests, Duration atMost) {

  private static final int USUAL_REQUESTS = 5;
  private static final int USUAL_SECONDS = 30;

  /** The endpoint ends what takes a minute. */
  private static final int MOST_SECONDS = 50;

  /**
   * Reads it.
   *
   * @param routes that there are
   * @throws NotUnderstoodException if there is no such route
   */
  static TraceQuestion of(Query query, List<String> routes) {
    String route =
        query
            .one("route")
            .orElseThrow(
                () -> new NotUnderstoodException("Name one route: ?route=orders/get-order"));
    if (!routes.contains(route)) {
      throw new NotUnderstoodException(
          "There is no route '"
              + Query.shown(route)
              + "' that serves. "
              + NearestName.of(route, routes)
                  .map(near -> "Did you mean '" + near + "'?")
                  .orElse(
                      routes.isEmpty() ? "None does." : "There are: " + String.join(", ", routes)));
    }
    return new TraceQuestion(
        route,
        query.number("requests", USUAL_REQUESTS, RouteTracer.MOST_REQUESTS),
        Duration.ofSeconds(query.number("seconds", USUAL_SECONDS, MOST_SECONDS)));
  }

  List<TracedRequest> follow(RouteTracer tracer) throws InterruptedException {
    try (RouteTracer.Trace trace =
        tracer
            .trace(route, requests)
            .orElseThrow(() -> new NotUnderstoodException("The route has just gone."))) {
      return trace.await(atMost);
    }
  }
}
