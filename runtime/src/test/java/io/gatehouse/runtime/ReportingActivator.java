package io.gatehouse.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Of a bundle that reports to the launcher as soon as it starts; runs inside the framework. */
public final class ReportingActivator implements BundleActivator {

  @Override
  @SuppressWarnings("unchecked")
  public void start(BundleContext context) throws Exception {
    ServiceReference<?> outlet =
        context.getServiceReferences(Consumer.class.getName(), "(gatehouse.outlet=launcher)")[0];
    ((Consumer<Map<String, Object>>) context.getService(outlet))
        .accept(
            Map.of(
                "code",
                0,
                "text",
                context.getProperty("gatehouse.mode"),
                "drain",
                Duration.ofSeconds(7)));
  }

  @Override
  public void stop(BundleContext context) {}
}
