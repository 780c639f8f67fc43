package io.gatehouse.core.control;

import io.gatehouse.api.definition.ConfigBinder;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionSet;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewayDeployer;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.RouteExplainer;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.store.CounterStore;
import io.gatehouse.api.upstream.UpstreamFactory;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.exchange.Engine;
import io.gatehouse.core.exchange.GatewaySnapshot;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import io.gatehouse.core.trace.RouteTrace;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings definitions and extensions into service. Each change is planned aside, switched to in one
 * step, and what it replaced is closed after its last exchange. On the control thread, but for the
 * status.
 */
@Component(
    service = {
      GatewayDeployer.class,
      ExtensionRegistry.class,
      StatusSource.class,
      RouteExplainer.class,
      ControlPlane.class
    })
public final class ControlPlane
    implements GatewayDeployer, ExtensionRegistry, StatusSource, RouteExplainer {

  private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

  private final Engine engine;
  private final ConsumerIndex consumers;
  private final DropFolders folders;
  private final ApiCompiler compiler;
  private final Retirement retirement;

  private final List<RouteTrace> traces = new ArrayList<>();
  private volatile Offers offers = Offers.none();
  private List<DefinitionFile> definitions = List.of();
  private List<PolicyDefinition> globals = List.of();
  private List<PolicyDefinition> sound = List.of();
  private List<Optional<Extension>> soundWith = List.of();
  private volatile Map<Path, FileState> files = Map.of();

  /** Some ask about thousands of paths in a row; nobody does all the time. */
  private volatile WeakReference<Explainer> explainer = new WeakReference<>(null);

  @Activate
  public ControlPlane(
      @Reference Engine engine,
      @Reference ConsumerIndex consumers,
      @Reference DropFolders folders,
      @Reference ConfigBinder binder,
      @Reference UpstreamFactory upstreams,
      @Reference EventLoops eventLoops,
      @Reference CounterStore counters) {
    this.engine = engine;
    this.consumers = consumers;
    this.folders = folders;
    this.compiler =
        new ApiCompiler(
            binder,
            new UpstreamPool(upstreams),
            eventLoops,
            consumers,
            counters,
            new ScriptFiles(folders));
    this.retirement = new Retirement(folders);
  }

  @Override
  public void apply(DefinitionSet set) {
    definitions = set.apis();
    globals = set.settings().policies();
    consumers.serve(set.consumers());
    switchTo(plan(offers));
  }

  @Override
  public Outcome offer(String owner, List<Extension> extensions) {
    List<Finding> taken = alreadyOffered(owner, extensions);
    if (!taken.isEmpty()) {
      return new Outcome.Rejected(taken);
    }
    List<Extension> replaced = offers.of(owner);
    Offers changed = offers.with(owner, extensions);
    Plan plan = plan(changed);
    List<Finding> losses = plan.losses(files);
    if (!losses.isEmpty()) {
      plan.abandon();
      return new Outcome.Rejected(losses);
    }
    offers = changed;
    switchTo(plan);
    return new Outcome.Switched(retirement.drained(replaced));
  }

  @Override
  public CompletionStage<Void> withdraw(String owner) {
    List<Extension> replaced = offers.of(owner);
    offers = offers.without(owner);
    switchTo(plan(offers));
    return retirement.drained(replaced);
  }

  private List<Finding> alreadyOffered(String owner, List<Extension> extensions) {
    List<Finding> taken = new ArrayList<>();
    for (Extension extension : extensions) {
      offers
          .otherOwnerOf(extension, owner)
          .ifPresent(
              other ->
                  taken.add(
                      new Finding(
                          Place.of(owner),
                          "the type '" + extension.type() + "' is offered by " + other + " already",
                          "Give it another name, or remove " + other + '.')));
    }
    return taken;
  }

  private Plan plan(Offers view) {
    return new Planner(compiler, files, globals, view).plan(definitions, ofGlobals(view));
  }

  /** Global policies that were made without a mistake are not made again for every other change. */
  private List<Finding> ofGlobals(Offers view) {
    List<Optional<Extension>> with =
        globals.stream().map(p -> view.policy(p.type()).map(Offers.Offered::extension)).toList();
    if (globals.equals(sound) && with.equals(soundWith)) {
      return List.of();
    }
    List<Finding> findings = compiler.check(globals, view);
    if (findings.isEmpty()) {
      sound = globals;
      soundWith = with;
    }
    return findings;
  }

  private void switchTo(Plan plan) {
    Map<Path, FileState> before = files;
    Set<CompiledApi> replaced = new HashSet<>();
    before.values().forEach(f -> f.serving().ifPresent(replaced::add));
    Set<CompiledApi> serving = plan.serving();
    boolean changed = !replaced.equals(serving);
    replaced.removeAll(serving);
    if (changed) {
      engine.serve(new GatewaySnapshot(traced(plan.files(), plan.table())));
      log.atInfo()
          .addKeyValue("apis", serving.size())
          .addKeyValue("routes", serving.stream().mapToInt(a -> a.routes().size()).sum())
          .log("Routes switched");
    }
    files = Map.copyOf(plan.files());
    plan.files().values().stream()
        .filter(FileState::current)
        .map(FileState::newest)
        .forEach(file -> folders.contents().serves(file.file(), file.source()));
    replaced.forEach(retirement::retire);
    report(plan);
  }

  /** Lets a trace follow its route from now on, in whatever version. */
  void follow(RouteTrace trace) {
    traces.add(trace);
    serveAgain();
  }

  /** Lets a trace go. */
  void leave(RouteTrace trace) {
    if (traces.remove(trace)) {
      serveAgain();
    }
  }

  /** The same revision, with the traces there are now. */
  private void serveAgain() {
    RouteTable<CompiledRoute> table = RouteTable.of(entries(files));
    engine.serve(new GatewaySnapshot(traced(files, table)));
  }

  private RouteTable<CompiledRoute> traced(
      Map<Path, FileState> serving, RouteTable<CompiledRoute> table) {
    if (traces.isEmpty()) {
      return table;
    }
    List<RouteEntry<CompiledRoute>> entries = new ArrayList<>(entries(serving));
    traces.forEach(trace -> entries.replaceAll(trace::follow));
    return RouteTable.of(entries);
  }

  private static List<RouteEntry<CompiledRoute>> entries(Map<Path, FileState> serving) {
    return serving.values().stream()
        .flatMap(file -> file.serving().stream())
        .flatMap(api -> api.routes().stream())
        .toList();
  }

  /** The routes that serve, in order; on any thread. */
  List<String> routes() {
    return entries(files).stream()
        .filter(entry -> entry.target() instanceof CompiledRoute.Ready)
        .map(RouteEntry::name)
        .sorted()
        .toList();
  }

  /** What is wrong with global policies is so for every API, and told once, of all of them. */
  private void report(Plan plan) {
    plan.files()
        .forEach(
            (file, state) -> {
              List<Finding> own = new ArrayList<>(state.findings());
              own.removeAll(plan.ofGlobals());
              folders.report(file, own);
            });
    folders.report(folders.base().resolve("apis"), plan.ofGlobals());
  }

  @Override
  public List<String> users(String owner) {
    List<Extension> offered = offers.of(owner);
    List<String> users = new ArrayList<>();
    for (FileState state : new TreeMap<>(files).values()) {
      state
          .serving()
          .ifPresent(
              api ->
                  api.used()
                      .forEach(
                          (route, used) -> {
                            if (offered.stream().anyMatch(used::contains)) {
                              users.add(api.definition().name() + '/' + route);
                            }
                          }));
    }
    return users;
  }

  @Override
  public List<StatusEntry> status() {
    return new DefinitionStatus(folders).of(new TreeMap<>(files).values());
  }

  @Override
  public Explanation explain(GatewayRequest request) {
    Map<Path, FileState> now = files;
    Explainer known = explainer.get();
    if (known == null || !known.isOf(now)) {
      known = new Explainer(now);
      explainer = new WeakReference<>(known);
    }
    return known.explain(request);
  }
}
