package io.gatehouse.camel;

import io.gatehouse.api.destination.Destination;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Camel context for every mediation: components are kept per context with their classes, so that
 * a shared one would hold those of bundles long gone.
 *
 * <p>No class of Camel is loaded before the first mediation is opened.
 */
@Component(service = CamelMediation.class)
public final class CamelContexts implements CamelMediation {

  private static final Logger LOG = LoggerFactory.getLogger(CamelContexts.class);

  private final Set<RunningContext> open = ConcurrentHashMap.newKeySet();

  @Activate
  public CamelContexts() {
    // nothing until the first mediation
  }

  @Override
  public Destination open(Bundle owner, Mediation mediation) {
    return open(owner.adapt(BundleWiring.class).getClassLoader(), mediation);
  }

  Destination open(ClassLoader owner, Mediation mediation) {
    long begun = System.nanoTime();
    ClassLoader classes = new OwnerClassLoader(owner, CamelContexts.class.getClassLoader());
    RunningContext context = RunningContext.start(mediation, classes);
    open.add(context);
    LOG.atInfo()
        .addKeyValue("route", mediation.name())
        .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
        .log("A mediation is open");
    return new MediationDestination(mediation, context, () -> closed(context));
  }

  private void closed(RunningContext context) {
    open.remove(context);
    RunningContext.releaseClosed(open.stream().findAny());
  }

  @Deactivate
  void deactivate() {
    for (RunningContext context : List.copyOf(open)) {
      context.close();
    }
    open.clear();
  }
}
