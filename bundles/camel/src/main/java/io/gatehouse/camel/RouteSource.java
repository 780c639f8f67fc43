package io.gatehouse.camel;

import java.util.List;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Where the routes of a context come from. */
sealed interface RouteSource {

  /** Adds them to a context that has not been started. */
  void addTo(DefaultCamelContext context) throws Exception;

  /** What a bundle offers as services. */
  record Builders(List<RoutesBuilder> builders) implements RouteSource {

    public Builders {
      builders = List.copyOf(builders);
    }

    @Override
    public void addTo(DefaultCamelContext context) throws Exception {
      for (RoutesBuilder builder : builders) {
        if (builder instanceof RouteConfigurationsBuilder configurations) {
          context.addRoutesConfigurations(configurations);
        }
      }
      for (RoutesBuilder builder : builders) {
        context.addRoutes(builder);
      }
    }
  }

  /**
   * A file with routes in YAML or XML.
   *
   * @param name with the ending that says which
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is never asked of it
  record Document(String name, byte[] content) implements RouteSource {

    @Override
    public void addTo(DefaultCamelContext context) throws Exception {
      // Camel knows these endings only
      String known =
          name.replaceFirst("(?i)\\.ya?ml$", ".yaml").replaceFirst("(?i)\\.xml$", ".xml");
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(List.of(ResourceHelper.fromBytes(known, content)));
    }
  }
}
