package io.gatehouse.deployer;

import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the bundles of the installation and those that operators drop into {@code deploy/}. */
@Component(
    service = {StatusSource.class, DeployedBundles.class},
    immediate = true)
public final class DeployFolder implements StatusSource, DeployedBundles {

  /** Framework property: how many seconds a dropped bundle may take to start. */
  static final String START_LIMIT = "gatehouse.deploy.startLimit";

  private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
  private static final Duration REMOVALS_EVERY = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final long DEFAULT_START_LIMIT = 20;

  private final BundleContext context;
  private final DropFolders folders;
  private final ScheduledExecutorService clock;
  private final Installations installations;
  private final OfferedServices services;
  private final Extenders extenders;
  private final DroppedFiles dropped;
  private final BuiltInBundles builtIns;
  private final Departures departures;
  private final Removals removals;
  private final Evictions evictions;
  private final SideBySide sideBySide;
  private final BundleStatus status;
  private final CopyStore store;
  private final boolean checking;
  private final Set<Bundle> toBeOffered = ConcurrentHashMap.newKeySet();
  private final Runnable unwatch;
  private final ServiceRegistration<ResolverHookFactory> resolverHook;
  private final Starter starter;
  private volatile @Nullable ServiceRegistration<BootPhase> bootPhase;
  private boolean watching;
  private boolean lookingAgain;
  private volatile boolean closed;

  @Activate
  public DeployFolder(
      BundleContext context,
      @Reference DropFolders folders,
      @Reference ExtensionRegistry registry,
      @Reference ServiceComponentRuntime components)
      throws IOException, BundleException {
    this.context = context;
    this.folders = folders;
    this.checking = "check".equals(context.getProperty("gatehouse.mode"));
    this.store = new CopyStore(copies());
    FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    this.installations = new Installations(context, wiring, store);
    installations.purge();
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gatehouse-deployer-clock").factory());
    LoaderWatch loaders = new LoaderWatch(System::nanoTime, LoaderWatch::collectionsOfAll);
    this.services = new OfferedServices(context, this::servicesChanged);
    this.extenders = new Extenders(context);
    this.dropped = new DroppedFiles(folders, new Intake(store, folders::display), this::isReserved);
    this.builtIns = new BuiltInBundles(services, registry, dropped::serves);
    Usage usage = new Usage(context, registry, extenders, builtIns::offers);
    this.status = new BundleStatus(usage, loaders, folders::display);
    this.removals = new Removals(folders, removed(), usage);
    this.evictions = new Evictions(dropped, removals, usage, folders::display);
    this.starter =
        new Starter(
            new StartCheck(context.getBundle(), services, extenders, components),
            clock,
            startLimit());
    MissingRequirements requirements =
        new MissingRequirements(context, wiring, bundle -> !installations.isDropped(bundle));
    this.departures =
        new Departures(starter, installations, loaders, folders::execute, folders::display);
    this.sideBySide =
        new SideBySide(
            new SideBySide.Parts(
                folders,
                dropped,
                new Registrations(registry, builtIns, folders::display),
                installations,
                new Arrivals(installations, requirements, folders::display),
                starter,
                services,
                extenders,
                departures,
                removals,
                InstantSource.system()),
            this::settled);
    var _ =
        clock.scheduleWithFixedDelay(
            loaders::look, LOOK_EVERY.toNanos(), LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
    this.resolverHook =
        context.registerService(
            ResolverHookFactory.class, new VersionsSideBySide(installations::isDropped), null);
    services.open();
    extenders.open();
    this.unwatch = folders.watch(Path.of("deploy"), Set.of(".jar"), this::changed);
    folders.execute(
        () -> {
          watching = true;
          settled();
        });
  }

  /** In check mode nothing of a gateway that may be running is touched. */
  private Path copies() throws IOException {
    return checking
        ? Files.createTempDirectory("gatehouse-check-")
        : folders.base().resolve("data").resolve("bundles");
  }

  private RemovedCopies removed() {
    return new RemovedCopies(store.folder().resolve("removed"), folders.base().resolve("deploy"));
  }

  private Duration startLimit() {
    String written = context.getProperty(START_LIMIT);
    try {
      long seconds = written == null ? DEFAULT_START_LIMIT : Long.parseLong(written.strip());
      if (seconds > 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    LOG.atWarn()
        .addKeyValue("property", START_LIMIT)
        .addKeyValue("value", written)
        .addKeyValue("used", DEFAULT_START_LIMIT)
        .log("Not a number of seconds, 1 or more");
    return Duration.ofSeconds(DEFAULT_START_LIMIT);
  }

  /** What the gateway runs on; a built-in bundle that only offers types may be replaced. */
  private boolean isReserved(String symbolicName) {
    return installations.isBuiltIn(symbolicName) && !builtIns.offers(symbolicName);
  }

  @Override
  public List<StatusEntry> status() {
    return status.status();
  }

  @Override
  public List<Deployed> bundles() {
    return status.bundles();
  }

  @Override
  public CompletionStage<Removal> remove(String name, boolean force) {
    CompletableFuture<Removal> removal = new CompletableFuture<>();
    folders.execute(
        () -> {
          if (closed) {
            removal.complete(new Removal.Failed("the gateway stops"));
            return;
          }
          // whoever gave up waiting was told that nothing has changed
          if (!removal.isDone()) {
            removal.complete(evictions.remove(name, force));
            sideBySide.settle();
          }
        });
    return removal;
  }

  /** Called on whatever thread registered or unregistered a service. */
  private void servicesChanged(Bundle bundle) {
    if (!isFrameworkStopping() && toBeOffered.add(bundle)) {
      folders.execute(
          () -> {
            toBeOffered.remove(bundle);
            if (closed || isFrameworkStopping()) {
              return;
            }
            if (installations.isDropped(bundle)) {
              sideBySide.servicesChanged(bundle);
            } else {
              builtIns.changed(bundle);
              status.update(dropped, builtIns, departures.leaving());
            }
          });
    }
  }

  /** Bundles stop one by one then, and routes must not be taken apart under the last requests. */
  private boolean isFrameworkStopping() {
    return context.getBundle(0).getState() == Bundle.STOPPING;
  }

  private void changed(Set<Path> present, Set<Path> gone) {
    if (watching || !gone.isEmpty()) {
      sideBySide.changed(present, gone);
    } else {
      sideBySide.begin(present);
    }
  }

  private void settled() {
    if (removals.keep(dropped.slots()) && !lookingAgain && !closed) {
      lookingAgain = true;
      var _ =
          clock.schedule(
              () -> folders.execute(this::lookAgain),
              REMOVALS_EVERY.toNanos(),
              TimeUnit.NANOSECONDS);
    }
    status.update(dropped, builtIns, departures.leaving());
    boolean booted = bootPhase == null && watching && !closed && sideBySide.isSettled();
    if (booted && !sideBySide.catchUp()) {
      bootPhase =
          context.registerService(
              BootPhase.class,
              new BootPhase() {},
              FrameworkUtil.asDictionary(Map.of(BootPhase.PHASE, BootPhase.BUNDLES)));
    }
  }

  /** Who used what serves without a file may be gone: nobody tells of that. */
  private void lookAgain() {
    lookingAgain = false;
    if (!isFrameworkStopping()) {
      sideBySide.settle();
    }
  }

  @Deactivate
  void deactivate() {
    unwatch.run();
    CompletableFuture<Void> end = new CompletableFuture<>();
    boolean stopping = isFrameworkStopping();
    folders.execute(
        () -> {
          closed = true;
          if (stopping) {
            end.complete(null);
          } else {
            sideBySide.close().whenComplete((done, failure) -> end.complete(null));
          }
        });
    try {
      end.get(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn().log("Some dropped bundles are still in use and stay until they are not");
    }
    ServiceRegistration<BootPhase> phase = bootPhase;
    if (phase != null) {
      phase.unregister();
    }
    starter.close();
    services.close();
    extenders.close();
    resolverHook.unregister();
    clock.shutdownNow();
    if (checking) {
      store.remove();
    }
  }
}
