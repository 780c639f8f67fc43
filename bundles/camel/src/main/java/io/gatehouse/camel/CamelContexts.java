package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Camel context for every mediation: components are kept per context with their classes, so that
 * a shared one would hold those of bundles long gone.
 *
 * <p>No class of Camel is loaded before the first mediation is opened.
 */
@Component(service = {CamelMediation.class, CamelContexts.class})
public final class CamelContexts implements CamelMediation {

  private static final Logger LOG = LoggerFactory.getLogger(CamelContexts.class);

  private final Set<RunningContext> open = ConcurrentHashMap.newKeySet();
  private final @Nullable ServiceTracker<UpstreamCalls, UpstreamCalls> calls;
  private final Set<CamelContext> alive = ConcurrentHashMap.newKeySet();

  @Activate
  public CamelContexts(BundleContext context) {
    this.calls = new ServiceTracker<>(context, UpstreamCalls.class, null);
    calls.open();
  }

  /** With nobody to make calls for routes. */
  CamelContexts() {
    this.calls = null;
  }

  @Override
  public Destination open(Bundle owner, Mediation mediation) {
    return open(owner.adapt(BundleWiring.class).getClassLoader(), mediation);
  }

  Destination open(ClassLoader owner, Mediation mediation) {
    long start = System.nanoTime();
    ClassLoader classes = new OwnerClassLoader(owner, CamelContexts.class.getClassLoader());
    RunningContext context = RunningContext.start(mediation, classes, calls());
    open.add(context);
    begun(context.camel());
    LOG.atInfo()
        .addKeyValue("route", mediation.name())
        .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
        .log("A mediation is open");
    return new MediationDestination(mediation, context, () -> closed(context));
  }

  private Optional<UpstreamCalls> calls() {
    return Optional.ofNullable(calls).map(ServiceTracker::getService);
  }

  private void closed(RunningContext context) {
    open.remove(context);
    ended(context.camel());
  }

  /** A context has been started. */
  void begun(CamelContext context) {
    alive.add(context);
  }

  /** A context has been stopped: nothing of Camel's own may keep it. */
  void ended(CamelContext context) {
    if (alive.remove(context)) {
      RunningContext.releaseClosed(alive.stream().findAny());
    }
  }

  @Deactivate
  void deactivate() {
    for (RunningContext context : List.copyOf(open)) {
      context.close();
    }
    open.clear();
    if (calls != null) {
      calls.close();
    }
  }
}
