package io.gatehouse.deployer;

/** The code of the tests' bundles. */
final class Sources {

  static final String IMPORTS =
      "org.osgi.framework,io.gatehouse.api.policy,io.gatehouse.api.extension";

  private Sources() {}

  /** A policy factory; its summary tells its version. */
  static String factory(String type, String version) {
    return """
    package acme;

    import io.gatehouse.api.policy.*;

    public class Factory implements PolicyFactory<Factory.Config> {
      public record Config() {}

      @Override
      public PolicyDescriptor<Config> descriptor() {
        return PolicyDescriptor.of("%s", Config.class, "%s");
      }

      @Override
      public Policy create(Config config, PolicyEnvironment environment) {
        return new Policy() {};
      }
    }
    """
        .formatted(type, version);
  }

  /** An activator that registers this expression as a policy factory. */
  static String activator(String expression) {
    return """
    package acme;

    import io.gatehouse.api.policy.PolicyFactory;
    import org.osgi.framework.*;

    public class Activator implements BundleActivator {
      @Override
      public void start(BundleContext context) throws Exception {
        context.registerService(PolicyFactory.class, %s, null);
      }

      @Override
      public void stop(BundleContext context) {}
    }
    """
        .formatted(expression);
  }

  /** An activator that does this when it is started. */
  static String activatorDoing(String statements) {
    return """
    package acme;

    import org.osgi.framework.*;

    public class Activator implements BundleActivator {
      @Override
      public void start(BundleContext context) throws Exception {
        %s
      }

      @Override
      public void stop(BundleContext context) {}
    }
    """
        .formatted(statements);
  }

  /** A component that offers {@code acme.Factory} as a policy factory. */
  static String component(String inside) {
    return """
    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="acme.Factory">
      <implementation class="acme.Factory"/>
      <service><provide interface="io.gatehouse.api.policy.PolicyFactory"/></service>
      %s
    </scr:component>
    """
        .formatted(inside);
  }
}
