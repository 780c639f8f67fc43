package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.Explanation.Outcome;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.RouteComparison;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteMatch;
import io.gatehouse.core.route.RouteTable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains what becomes of requests, by the APIs that serve. Made anew for every question. */
final class Explainer {

  private final List<RouteEntry<Serving>> routes = new ArrayList<>();

  /** A route that serves, with what it was made from. */
  private record Serving(CompiledApi api, RouteDefinition route, CompiledRoute compiled) {}

  Explainer(Collection<FileState> files) {
    for (FileState state : files) {
      state.serving().ifPresent(this::add);
    }
  }

  private void add(CompiledApi api) {
    for (int i = 0; i < api.routes().size(); i++) {
      RouteEntry<CompiledRoute> entry = api.routes().get(i);
      RouteDefinition route = api.definition().routes().get(i);
      routes.add(
          new RouteEntry<>(entry.name(), entry.match(), new Serving(api, route, entry.target())));
    }
  }

  Explanation explain(GatewayRequest request) {
    RouteMatch<Serving> match = RouteTable.of(routes).match(request);
    RouteComparison<Serving> comparison = new RouteComparison<>(routes, request, match);
    List<Explanation.Other> others =
        comparison.losers().stream()
            .map(
                loser ->
                    new Explanation.Other(
                        loser.entry().name(),
                        loser.entry().target().route().place(),
                        loser.pattern(),
                        loser.reason()))
            .toList();
    return switch (match) {
      case RouteMatch.Found<Serving> found ->
          new Explanation(outcome(found), Optional.of(chosen(found)), others);
      case RouteMatch.WrongMethod<Serving> wrong ->
          new Explanation(Outcome.METHOD_NOT_ALLOWED, Optional.empty(), others);
      case RouteMatch.NotFound<Serving> none ->
          new Explanation(Outcome.NOT_FOUND, Optional.empty(), others);
    };
  }

  private static Outcome outcome(RouteMatch.Found<Serving> found) {
    if (!(found.target().compiled() instanceof CompiledRoute.Ready)) {
      return Outcome.WAITING;
    }
    return found.preflight() ? Outcome.PREFLIGHT : Outcome.ROUTED;
  }

  private static Explanation.Chosen chosen(RouteMatch.Found<Serving> found) {
    Serving serving = found.target();
    ApiDefinition api = serving.api().definition();
    RouteDefinition route = serving.route();
    List<Explanation.Step> chain =
        ChainPlan.of(
                api.name(), serving.api().globals(), api.policies(), route.name(), route.policies())
            .stream()
            .map(
                planned ->
                    new Explanation.Step(
                        planned.scope(),
                        planned.policy().when().map(w -> w.expression()).orElse(""),
                        planned.policy().place()))
            .toList();
    return new Explanation.Chosen(
        api.name() + '/' + route.name(),
        route.place(),
        found.pattern(),
        found.rawParameters(),
        chain,
        settings(api, route));
  }

  private static List<Explanation.Setting> settings(ApiDefinition api, RouteDefinition route) {
    List<Explanation.Setting> settings = new ArrayList<>();
    Place file = Place.of(api.place().file());
    Place place = route.to().place();
    switch (route.to()) {
      case DestinationDefinition.ToUpstream to -> {
        settings.add(new Explanation.Setting("upstream", to.upstream(), place));
        to.path().ifPresent(p -> settings.add(new Explanation.Setting("path", p, place)));
        UpstreamDefinition upstream = api.upstreams().get(to.upstream());
        if (upstream != null) {
          ofUpstream(upstream, file, settings);
        }
      }
      case DestinationDefinition.ToType to ->
          settings.add(new Explanation.Setting("destination", to.type(), place));
    }
    settings.add(new Explanation.Setting("limits.body", written(api.limits().body()), file));
    settings.add(
        new Explanation.Setting("limits.bufferedBody", written(api.limits().bufferedBody()), file));
    return settings;
  }

  private static void ofUpstream(
      UpstreamDefinition upstream, Place place, List<Explanation.Setting> settings) {
    UpstreamDefinition.Timeouts timeouts = upstream.timeouts();
    settings.add(
        new Explanation.Setting(
            "targets",
            upstream.targets().stream().map(URI::toString).collect(Collectors.joining(", ")),
            place));
    Map<String, Duration> times =
        Map.of(
            "timeouts.connect", timeouts.connect(),
            "timeouts.idle", timeouts.idle(),
            "timeouts.request", timeouts.request());
    times.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            time ->
                settings.add(
                    new Explanation.Setting(time.getKey(), written(time.getValue()), place)));
  }

  /** As operators write durations. */
  private static String written(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  /** In the largest unit that it is a whole number of. */
  private static String written(ByteSize size) {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    long number = size.bytes();
    int unit = 0;
    while (unit < units.length - 1 && number > 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return number + units[unit];
  }
}
