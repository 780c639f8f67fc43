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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains what becomes of requests, by the APIs that serve. Immutable. */
final class Explainer {

  private final Map<Path, FileState> files;
  private final List<RouteEntry<Serving>> routes = new ArrayList<>();
  private final RouteTable<Serving> table;

  /** A route that serves, with what it was made from. */
  private record Serving(CompiledApi api, RouteDefinition route, CompiledRoute compiled) {}

  Explainer(Map<Path, FileState> files) {
    this.files = files;
    files.values().forEach(state -> state.serving().ifPresent(this::add));
    this.table = RouteTable.of(routes);
  }

  /** Whether it explains by these very files. */
  @SuppressWarnings("ReferenceEquality") // another map is another revision
  boolean isOf(Map<Path, FileState> asked) {
    return files == asked;
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
    RouteMatch<Serving> match = table.match(request);
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
    if (found.target().compiled().waitsFor().isPresent()) {
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
            upstream.targets().stream().map(Explainer::written).collect(Collectors.joining(", ")),
            place));
    if (upstream.targets().size() > 1) {
      settings.add(new Explanation.Setting("balance", written(upstream.balance()), place));
      UpstreamDefinition.Passive passive = upstream.health().passive();
      settings.add(
          new Explanation.Setting(
              "health.passive",
              passive.failures() == 0
                  ? "off"
                  : passive.failures() + " failures in a row: out for " + written(passive.eject()),
              place));
    }
    upstream
        .health()
        .check()
        .ifPresent(
            check ->
                settings.add(
                    new Explanation.Setting(
                        "health.check",
                        check.path().orElse("a connection") + " every " + written(check.interval()),
                        place)));
    upstream
        .retries()
        .ifPresent(
            retries ->
                settings.add(
                    new Explanation.Setting(
                        "retries",
                        retries.attempts()
                            + " at most, "
                            + retries.budget().percent()
                            + "% of the requests",
                        place)));
    upstream
        .circuitBreaker()
        .ifPresent(
            breaker ->
                settings.add(
                    new Explanation.Setting(
                        "circuitBreaker",
                        breaker.failureRate()
                            + "% of "
                            + breaker.calls()
                            + " requests failed: open for "
                            + written(breaker.open()),
                        place)));
    upstream
        .limits()
        .ifPresent(
            limits ->
                settings.add(
                    new Explanation.Setting(
                        "limits",
                        limits.requests() + " requests at once, " + limits.queue() + " waiting",
                        place)));
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

  private static String written(UpstreamDefinition.Target target) {
    return target.url()
        + (target.weight() == 1 ? "" : " (weight " + target.weight() + ')')
        + (target.priority() == 0 ? "" : " (priority " + target.priority() + ')');
  }

  private static String written(UpstreamDefinition.Balance balance) {
    return kebab(balance.strategy())
        + balance
            .key()
            .map(key -> (" by " + kebab(key.by()) + ' ' + key.name()).stripTrailing())
            .orElse("");
  }

  /** As operators write choices. */
  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
