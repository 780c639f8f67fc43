package io.gatehouse.it.harness;

/** Bundles that offer the policy type {@code stamp}, which sets {@code x-stamp} on responses. */
public final class PolicyBundles {

  /** Of the good and of the bad ones: they are versions of one another. */
  public static final String SYMBOLIC_NAME = "it.stamp";

  private static final String FACTORY = "it.stamp.StampFactory";
  private static final String IMPORTS =
      "io.gatehouse.api.policy;version=\"[1.0,2)\",io.gatehouse.api.http;version=\"[1.0,2)\","
          + "io.gatehouse.api.exchange;version=\"[1.0,2)\","
          + "io.gatehouse.api.definition;version=\"[1.0,2)\"";

  private final Distribution distribution;

  public PolicyBundles(Distribution distribution) {
    this.distribution = distribution;
  }

  /** A good one. */
  public byte[] good(String version) {
    return builder(version).build();
  }

  /** One that needs a package nobody has. */
  public byte[] withMissingImport(String version) {
    return builder(version).header("Import-Package", IMPORTS + ",it.nowhere").build();
  }

  /** One whose activator throws. */
  public byte[] withThrowingActivator(String version) {
    return builder(version)
        .header("Bundle-Activator", "it.stamp.Activator")
        .header("Import-Package", IMPORTS + ",org.osgi.framework")
        .source(
            "it.stamp.Activator",
            """
            package it.stamp;
            import org.osgi.framework.BundleActivator;
            import org.osgi.framework.BundleContext;
            public final class Activator implements BundleActivator {
              @Override public void start(BundleContext context) {
                throw new IllegalStateException("no licence for it.stamp");
              }
              @Override public void stop(BundleContext context) {}
            }
            """)
        .build();
  }

  /** One that is a jar and not a bundle. */
  public byte[] withoutManifest(String version) {
    return builder(version).buildWithoutManifest();
  }

  /** One that was cut off while it was copied. */
  public byte[] corrupt(String version) {
    byte[] whole = good(version);
    return java.util.Arrays.copyOf(whole, whole.length * 2 / 3);
  }

  /** The makings of a good one. */
  public BundleBuilder builder(String version) {
    return BundleBuilder.named(distribution, SYMBOLIC_NAME, version)
        .header("Import-Package", IMPORTS)
        .component(FACTORY, "io.gatehouse.api.policy.PolicyFactory")
        .source(
            FACTORY,
            """
            package it.stamp;

            import io.gatehouse.api.exchange.Exchange;
            import io.gatehouse.api.http.GatewayRequest;
            import io.gatehouse.api.http.GatewayResponse;
            import io.gatehouse.api.policy.Policy;
            import io.gatehouse.api.policy.PolicyDescriptor;
            import io.gatehouse.api.policy.PolicyEnvironment;
            import io.gatehouse.api.policy.PolicyFactory;
            import io.gatehouse.api.policy.PolicyResult;

            public final class StampFactory implements PolicyFactory<StampFactory.Config> {

              public record Config() {}

              @Override
              public PolicyDescriptor<Config> descriptor() {
                return PolicyDescriptor.of("stamp", Config.class, "Stamps responses.");
              }

              @Override
              public Policy create(Config config, PolicyEnvironment environment) {
                return new Policy() {
                  @Override
                  public PolicyResult<GatewayRequest> onRequest(
                      GatewayRequest request, Exchange exchange) {
                    request.headers().set("x-stamp", "%1$s");
                    return PolicyResult.proceed(request);
                  }

                  @Override
                  public PolicyResult<GatewayResponse> onResponse(
                      GatewayResponse response, Exchange exchange) {
                    response.headers().set("x-stamp", "%1$s");
                    return PolicyResult.proceed(response);
                  }
                };
              }
            }
            """
                .formatted(version));
  }
}
