package io.gatehouse.camel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** The {@code RoutesBuilder} services of bundles. Asking for none loads no class of Camel. */
final class BuilderServices {

  private static final String TYPE = "org.apache.camel.RoutesBuilder";

  static final String FILTER = '(' + Constants.OBJECTCLASS + '=' + TYPE + ')';

  private final BundleContext context;

  BuilderServices(BundleContext context) {
    this.context = context;
  }

  /** What the bundle's routes may use: what the bundle sees, then what Camel sees. */
  static ClassLoader classesOf(Bundle bundle) {
    return new OwnerClassLoader(
        bundle.adapt(BundleWiring.class).getClassLoader(), BuilderServices.class.getClassLoader());
  }

  /** The bundle's routes; empty where it has none. */
  Optional<RouteSource> of(Bundle bundle) {
    List<ServiceReference<?>> references = references(bundle);
    if (references.isEmpty()) {
      return Optional.empty();
    }
    List<RoutesBuilder> builders = new ArrayList<>();
    for (ServiceReference<?> reference : references) {
      if (context.getService(reference) instanceof RoutesBuilder builder) {
        builders.add(builder);
      }
    }
    return builders.isEmpty() ? Optional.empty() : Optional.of(new RouteSource.Builders(builders));
  }

  /** Routes of another copy of Camel: they look right and nobody here can run them. */
  List<String> strangers(Bundle bundle) {
    return references(bundle).stream()
            .allMatch(reference -> reference.isAssignableTo(context.getBundle(), TYPE))
        ? List.of()
        : List.of(
            "brings its own copy of org.apache.camel. Import its packages:"
                + " org.apache.camel:camel-core has the scope 'provided'");
  }

  /** In the order of ranking, as services are. */
  private static List<ServiceReference<?>> references(Bundle bundle) {
    ServiceReference<?>[] registered = bundle.getRegisteredServices();
    List<ServiceReference<?>> references = new ArrayList<>();
    for (ServiceReference<?> reference :
        registered == null ? new ServiceReference<?>[0] : registered) {
      String[] types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
      if (Arrays.asList(types).contains(TYPE)) {
        references.add(reference);
      }
    }
    references.sort(Collections.reverseOrder());
    return references;
  }
}
