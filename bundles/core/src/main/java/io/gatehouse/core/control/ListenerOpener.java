package io.gatehouse.core.control;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.listener.ListenerControl;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.GatewayReady;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the doors when the first revision serves, and closes them before anything behind them
 * stops: the framework tells of its own stopping before it stops the first bundle.
 */
@Component(service = {})
public final class ListenerOpener implements SynchronousBundleListener {

  private static final Logger log = LoggerFactory.getLogger(ListenerOpener.class);

  private final BundleContext bundles;
  private final ListenerControl listeners;
  private final GatewaySettings settings;
  private @Nullable ServiceRegistration<GatewayReady> ready;

  @Activate
  public ListenerOpener(
      BundleContext bundles,
      @Reference(target = "(phase=definitions)") BootPhase definitions,
      @Reference ListenerControl listeners,
      @Reference GatewaySettings settings) {
    this.bundles = bundles;
    this.listeners = listeners;
    this.settings = settings;
    if ("check".equals(bundles.getProperty("gatehouse.mode"))) {
      return;
    }
    bundles.addBundleListener(this);
    listeners.open(settings.listeners());
    ready = bundles.registerService(GatewayReady.class, new GatewayReady() {}, null);
  }

  @Deactivate
  public void close() {
    bundles.removeBundleListener(this);
    notReady();
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    boolean stopping =
        event.getType() == BundleEvent.STOPPING
            && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID;
    if (stopping) {
      notReady();
      log.atInfo().addKeyValue("atMost", settings.drain()).log("Draining");
      listeners.drain(settings.drain());
      log.atInfo().log("Drained");
    }
  }

  private synchronized void notReady() {
    ServiceRegistration<GatewayReady> registration = ready;
    ready = null;
    if (registration != null && bundles.getBundle().getState() != Bundle.UNINSTALLED) {
      try {
        registration.unregister();
      } catch (IllegalStateException gone) {
        log.atDebug().log("Readiness was withdrawn already");
      }
    }
  }
}
