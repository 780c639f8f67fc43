package io.gatehouse.camel;

import io.gatehouse.api.extension.BundleExtender;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.camel.RouteContext.RoutesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes of bundles that register {@code RoutesBuilder} services and know nothing of the
 * gateway: one context for each bundle.
 */
@Component(
    service = {BundleExtender.class, StatusSource.class},
    immediate = true)
public final class BundleRoutes
    implements BundleExtender, StatusSource, SynchronousBundleListener, ServiceListener {

  private static final Logger LOG = LoggerFactory.getLogger(BundleRoutes.class);

  private final BundleContext context;
  private final Mounts mounts;
  private final Succession succession;
  private final BuilderServices services;
  private final ExecutorService threads;
  private final Map<Long, RouteContext> prepared = new ConcurrentHashMap<>();
  private final Set<Long> outdated = ConcurrentHashMap.newKeySet();
  private final Map<String, BundleOwner> owners = new ConcurrentSkipListMap<>();

  @Activate
  public BundleRoutes(
      BundleContext context,
      @Reference CamelContexts contexts,
      @Reference Mounts mounts,
      @Reference UpstreamCalls calls)
      throws InvalidSyntaxException {
    this.context = context;
    this.mounts = mounts;
    this.succession =
        new Succession(
            mounts, contexts, calls, "check".equals(context.getProperty("gatehouse.mode")));
    this.services = new BuilderServices(context);
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("gatehouse-bundle-routes-", 0).factory());
    context.addBundleListener(this);
    context.addServiceListener(this, BuilderServices.FILTER);
  }

  @Override
  public List<String> prepare(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    if (bundle == null) {
      return List.of();
    }
    outdated.remove(bundleId);
    List<String> strangers = services.strangers(bundle);
    if (!strangers.isEmpty()) {
      return strangers;
    }
    try {
      Optional<RouteContext> next = bringUp(bundle);
      if (next.isEmpty()) {
        return List.of();
      }
      Optional<String> obstacle = mounts.obstacle(bundle.getSymbolicName(), next.get());
      if (obstacle.isPresent()) {
        succession.discard(next.get());
        return List.of(obstacle.get());
      }
      prepared.put(bundleId, next.get());
      return List.of();
    } catch (RoutesException e) {
      return List.of("its Camel routes cannot be started: " + e.getMessage());
    }
  }

  /** Empty where the bundle brings none. */
  private Optional<RouteContext> bringUp(Bundle bundle) throws RoutesException {
    Optional<RouteSource> source = services.of(bundle);
    return source.isEmpty()
        ? Optional.empty()
        : Optional.of(
            succession.prepare(
                bundle.getSymbolicName() + '-' + bundle.getVersion(),
                BuilderServices.classesOf(bundle),
                source.get()));
  }

  @Override
  public CompletionStage<Void> serve(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    if (bundle == null) {
      return CompletableFuture.completedFuture(null);
    }
    BundleOwner owner =
        owners.computeIfAbsent(
            bundle.getSymbolicName(), name -> new BundleOwner(name, new Lane(threads)));
    CompletionStage<Void> unused =
        switchTo(owner, bundle, Optional.ofNullable(prepared.remove(bundleId)));
    if (outdated.remove(bundleId)) {
      renewLater(owner, bundle);
    }
    return unused;
  }

  /** Requests go to the new routes at once; the rest takes its time. */
  private CompletionStage<Void> switchTo(
      BundleOwner owner, Bundle bundle, Optional<RouteContext> next) {
    Optional<Bundle> before;
    Optional<String> obstacle;
    Optional<RouteContext> fit;
    Optional<RouteContext> old;
    synchronized (owner) {
      before = owner.bundle();
      obstacle = next.flatMap(routes -> mounts.mount(owner.name(), routes));
      fit = obstacle.isEmpty() ? next : Optional.empty();
      old = owner.put(bundle, fit.orElse(null));
      if (fit.isEmpty() && old.isPresent()) {
        mounts.unmount(owner.name());
      }
      obstacle.ifPresent(owner::complain);
    }
    if (next.isEmpty() && old.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> followed = new CompletableFuture<>();
    var _ =
        owner
            .lane()
            .then(
                () -> {
                  if (obstacle.isPresent()) {
                    next.ifPresent(succession::discard);
                  }
                  Optional<String> problem = Optional.empty();
                  if (fit.isPresent()) {
                    problem = follow(owner, before, old, fit.get());
                  } else {
                    old.ifPresent(RouteContext::pause);
                    old.ifPresent(succession::discard);
                  }
                  problem.ifPresentOrElse(
                      why -> followed.completeExceptionally(new IllegalStateException(why)),
                      () -> followed.complete(null));
                })
            .thenRun(() -> followed.complete(null)); // a defect is logged, and holds up nobody
    return followed;
  }

  /** Why the old ones serve on; empty where they do not. */
  private Optional<String> follow(
      BundleOwner owner, Optional<Bundle> before, Optional<RouteContext> old, RouteContext next) {
    try {
      succession.act(old.orElse(null), next);
      LOG.atInfo()
          .addKeyValue("bundle", owner.name())
          .addKeyValue("routes", next.summary())
          .log("Camel routes serve");
    } catch (RoutesException e) {
      String problem = "its Camel routes do not all run: " + e.getMessage();
      LOG.atError()
          .addKeyValue("bundle", owner.name())
          .addKeyValue("reason", e.getMessage())
          .log("Camel routes cannot be started");
      next.pause();
      if (old.isPresent()
          && succession.runsAgain(owner.name(), old.get())
          && owner.giveBack(mounts, next, before.orElse(null), old.get())) {
        succession.discard(next);
        return Optional.of(problem);
      }
      old.ifPresent(RouteContext::pause);
      succession.runsAgain(owner.name(), next);
      owner.complain(next, problem);
    }
    old.ifPresent(succession::discard);
    return Optional.empty();
  }

  /** A bundle that serves already has registered or withdrawn routes. */
  @Override
  public void serviceChanged(ServiceEvent event) {
    Bundle bundle = event.getServiceReference().getBundle();
    if (bundle == null
        || bundle.getState() != Bundle.ACTIVE
        || event.getType() == ServiceEvent.MODIFIED) {
      return;
    }
    BundleOwner owner = owners.get(bundle.getSymbolicName());
    if (owner != null && owner.isOf(bundle)) {
      renewLater(owner, bundle);
    } else {
      outdated.add(bundle.getBundleId()); // what was prepared of it
    }
  }

  private void renewLater(BundleOwner owner, Bundle bundle) {
    var _ = owner.lane().then(() -> renew(owner, bundle));
  }

  private void renew(BundleOwner owner, Bundle bundle) {
    if (!owner.isOf(bundle) || bundle.getState() != Bundle.ACTIVE) {
      return;
    }
    try {
      Optional<RouteContext> next = bringUp(bundle);
      if (owner.isOf(bundle)) {
        var _ =
            switchTo(owner, bundle, next)
                .exceptionally(
                    failure -> {
                      owner.complain(String.valueOf(failure.getMessage()));
                      return null;
                    });
      } else {
        next.ifPresent(succession::discard);
      }
    } catch (RoutesException e) {
      owner.complain("its Camel routes cannot be started: " + e.getMessage());
    }
  }

  /** What a bundle brought ends with it, before its classes do. */
  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() != BundleEvent.STOPPING) {
      return;
    }
    if (context.getBundle(0).getState() == Bundle.STOPPING) {
      succession.hurry();
    }
    Bundle bundle = event.getBundle();
    outdated.remove(bundle.getBundleId());
    RouteContext unused = prepared.remove(bundle.getBundleId());
    if (unused != null) {
      succession.discard(unused);
    }
    BundleOwner owner = owners.get(String.valueOf(bundle.getSymbolicName()));
    if (owner != null && owner.isOf(bundle)) {
      owners.remove(owner.name(), owner);
      end(owner);
    }
  }

  private void end(BundleOwner owner) {
    owner
        .lane()
        .then(() -> owner.put(null, null).ifPresent(old -> succession.withdraw(owner.name(), old)))
        .join();
  }

  @Override
  public List<Part> parts(String symbolicName) {
    return mounts.parts(symbolicName);
  }

  @Override
  public List<StatusEntry> status() {
    List<StatusEntry> entries = new ArrayList<>();
    owners.values().forEach(owner -> owner.status().ifPresent(entries::add));
    return entries;
  }

  @Deactivate
  void deactivate() {
    context.removeServiceListener(this);
    context.removeBundleListener(this);
    succession.hurry();
    prepared.values().forEach(succession::discard);
    owners.values().forEach(this::end);
    threads.shutdownNow();
  }
}
