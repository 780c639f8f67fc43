package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DestinationDefinition;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.definition.RouteDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.destination.DestinationEnvironment;
import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.BodyNeed;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.core.exchange.ApiLease;
import io.gatehouse.core.exchange.Chain;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.exchange.PathTemplate;
import io.gatehouse.core.exchange.UpstreamDestination;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of the compiler over one API: collects mistakes and whatever must be closed again. */
final class ApiCompilation {

  static final String DEFECT =
      "This is a defect of the bundle that offers it: drop a mended one, or do without it.";

  private final ApiCompiler compiler;
  private final ApiDefinition api;
  private final Path folder;
  private final List<PolicyDefinition> globals;
  private final Offers offers;

  private final List<Finding> mistakes = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final List<Runnable> resources = new ArrayList<>();
  private final Map<String, Set<Extension>> used = new LinkedHashMap<>();
  private final Map<UpstreamDefinition, Upstream> opened = new LinkedHashMap<>();
  private final PolicyCompilation policies;

  ApiCompilation(
      ApiCompiler compiler,
      ApiDefinition api,
      Path folder,
      List<PolicyDefinition> globals,
      Offers offers) {
    this.compiler = compiler;
    this.api = api;
    this.folder = folder;
    this.globals = globals;
    this.offers = offers;
    this.policies =
        new PolicyCompilation(
            compiler, api, offers, opened, new PolicyCompilation.Found(mistakes, waits, resources));
  }

  CompiledApi run(String fingerprint) throws Refusal {
    ApiLease lease = new ApiLease(api.name());
    List<RouteEntry<CompiledRoute>> routes = new ArrayList<>();
    try {
      for (UpstreamDefinition definition : api.upstreams().values()) {
        openUpstream(definition);
      }
      for (RouteDefinition route : api.routes()) {
        routes.add(
            new RouteEntry<>(
                api.name() + '/' + route.name(),
                Matches.merged(api, route),
                compiled(route, lease)));
      }
      // what every route replaces is not in any chain, and its mistakes are mistakes all the same
      ChainPlan.of(api.name(), List.of(), api.policies(), "", List.of()).forEach(policies::made);
    } catch (RuntimeException | LinkageError defect) {
      CompiledApi.closeAll(resources);
      throw Refusal.of(api.place(), "the API cannot be compiled: " + defect, DEFECT);
    }
    if (!mistakes.isEmpty()) {
      CompiledApi.closeAll(resources);
      mistakes.addAll(Wait.told(waits));
      throw new Refusal(mistakes);
    }
    return new CompiledApi(
        api,
        fingerprint,
        globals,
        lease,
        List.copyOf(routes),
        used,
        List.copyOf(waits),
        opened,
        List.copyOf(resources));
  }

  /**
   * Everything that is wrong with the global policies themselves; what was made is closed again.
   */
  List<Finding> checkGlobals() {
    for (ChainPlan.Planned planned : ChainPlan.of("", globals, List.of(), "", List.of())) {
      try {
        policies.made(planned);
      } catch (RuntimeException | LinkageError defect) {
        mistakes.add(
            new Finding(
                planned.policy().place(),
                "policy '" + planned.policy().type() + "' failed: " + defect,
                DEFECT));
      }
    }
    CompiledApi.closeAll(resources);
    List<Finding> all = new ArrayList<>(mistakes);
    all.addAll(Wait.told(waits));
    return all;
  }

  private void openUpstream(UpstreamDefinition definition) {
    try {
      opened.put(definition, compiler.upstreams().acquire(api.name(), definition));
      resources.add(() -> compiler.upstreams().release(api.name(), definition));
    } catch (PolicyConfigurationException wrong) {
      mistakes.add(
          FactoryObjection.finding(
              api.place(),
              "upstreams." + definition.name() + '.' + wrong.key() + ": ",
              String.valueOf(wrong.getMessage())));
    }
  }

  private CompiledRoute compiled(RouteDefinition route, ApiLease lease) {
    Set<Extension> extensions = new HashSet<>();
    used.put(route.name(), extensions);
    MatchDefinition match = Matches.merged(api, route);
    try {
      RouteTable.parametersOf(match.paths());
    } catch (IllegalArgumentException wrong) {
      mistakes.add(
          FactoryObjection.finding(route.place(), "path ", String.valueOf(wrong.getMessage())));
    }
    List<Chain.Step> steps = new ArrayList<>();
    boolean bufferRequest = false;
    boolean bufferResponse = false;
    boolean complete = true;
    for (ChainPlan.Planned planned :
        ChainPlan.of(api.name(), globals, api.policies(), route.name(), route.policies())) {
      PolicyCompilation.Made policy = policies.made(planned);
      if (policy == null) {
        complete = false;
      } else {
        steps.add(policy.step());
        extensions.addAll(policy.by());
        bufferRequest |= policy.request() == BodyNeed.BUFFERED;
        bufferResponse |= policy.response() == BodyNeed.BUFFERED;
      }
    }
    Target target = target(route, match, extensions);
    if (!complete || target == null) {
      return new CompiledRoute.Waiting(route.name(), lease);
    }
    return new CompiledRoute.Ready(
        route.name(),
        lease,
        Set.copyOf(match.methods()),
        new Chain(steps, bufferRequest || target.buffered(), bufferResponse),
        target.destination(),
        target.upstream(),
        api.limits().body().bytes(),
        api.limits().bufferedBody().bytes());
  }

  /** A destination with what the record of an exchange says of it. */
  private record Target(Destination destination, String upstream, boolean buffered) {}

  private @Nullable Target target(
      RouteDefinition route, MatchDefinition match, Set<Extension> extensions) {
    return switch (route.to()) {
      case DestinationDefinition.ToUpstream to -> toUpstream(to, match);
      case DestinationDefinition.ToType to -> {
        Optional<Offers.Offered> offered = offers.destination(to.type());
        if (offered.isEmpty()) {
          waits.add(
              new Wait(
                  new Finding(
                      to.place(),
                      "no bundle offers the destination '" + to.type() + "'",
                      NearestName.of(to.type(), offers.destinationTypes())
                              .map(n -> "Write '" + n + "', or add")
                              .orElse("Write 'upstream', or add")
                          + " the bundle to deploy/."),
                  Optional.empty()));
          yield null;
        }
        Target made = open(route, to, Offers.destinationFactory(offered.get()));
        if (made != null) {
          extensions.add(offered.get().extension());
        }
        yield made;
      }
    };
  }

  private @Nullable Target toUpstream(DestinationDefinition.ToUpstream to, MatchDefinition match) {
    UpstreamDefinition definition = api.upstreams().get(to.upstream());
    if (definition == null) {
      mistakes.add(
          new Finding(
              to.place(),
              "there is no upstream '" + to.upstream() + "' in this API",
              NearestName.remedy(to.upstream(), api.upstreams().keySet()) + '.'));
      return null;
    }
    Upstream upstream = opened.get(definition);
    if (upstream == null) {
      return null;
    }
    Optional<PathTemplate> path = Optional.empty();
    if (to.path().isPresent()) {
      try {
        PathTemplate template = PathTemplate.parse(to.path().get());
        Set<String> bound = RouteTable.parametersOf(match.paths());
        for (String name : template.parameters()) {
          if (!bound.contains(name)) {
            mistakes.add(
                new Finding(
                    to.place(),
                    "path uses {" + name + "}, which the route's path does not bind",
                    NearestName.remedy(name, bound) + '.'));
          }
        }
        path = Optional.of(template);
      } catch (IllegalArgumentException wrong) {
        mistakes.add(
            FactoryObjection.finding(to.place(), "path: ", String.valueOf(wrong.getMessage())));
        return null;
      }
    }
    return new Target(new UpstreamDestination(upstream, path), to.upstream(), false);
  }

  private <C> @Nullable Target open(
      RouteDefinition route, DestinationDefinition.ToType to, DestinationFactory<C> factory) {
    C config = bound(to.config(), factory.descriptor().configType());
    if (config == null) {
      return null;
    }
    try {
      Destination destination =
          factory.create(config, new Environment(api.name(), route.name(), folder));
      resources.add(destination::close);
      return new Target(destination, "", factory.descriptor().requestBody() == BodyNeed.BUFFERED);
    } catch (PolicyConfigurationException wrong) {
      mistakes.add(FactoryObjection.at(to.config(), to.place(), to.type(), wrong));
    } catch (RuntimeException | LinkageError defect) {
      mistakes.add(
          new Finding(to.place(), "destination '" + to.type() + "' failed: " + defect, DEFECT));
    }
    return null;
  }

  private record Environment(String api, String route, Path folder)
      implements DestinationEnvironment {}

  private <C> @Nullable C bound(ConfigNode config, Class<C> type) {
    return switch (compiler.binder().bind(config, type)) {
      case ConfigBinder.Binding.Bound<C>(C value) -> value;
      case ConfigBinder.Binding.Unbound<C>(List<Finding> findings) -> {
        mistakes.addAll(findings);
        yield null;
      }
    };
  }
}
