package io.gatehouse.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Plain Camel applications as bundles: a route builder that is registered as a service, and nothing
 * of the gateway's in it.
 */
public final class CamelBundles {

  public static final String SYMBOLIC_NAME = "acme.orders";

  private static final String ROUTES = "acme.orders.OrderRoutes";
  private static final String IMPORTS =
      "org.apache.camel;version=\"[4.17,5)\",org.apache.camel.builder;version=\"[4.17,5)\","
          + "org.apache.camel.model;version=\"[4.17,5)\"";

  private final Distribution distribution;
  private final List<Path> camel;

  /** For this installation, with whose Camel they are compiled. */
  public CamelBundles(Distribution distribution) {
    this.distribution = distribution;
    this.camel = nestedJars(distribution);
  }

  private static List<Path> nestedJars(Distribution distribution) {
    List<Path> jars = new ArrayList<>();
    try (JarFile bundle = new JarFile(distribution.systemBundle("gatehouse-camel-").toFile())) {
      Path folder = Files.createDirectories(distribution.target().resolve("camel-jars"));
      Enumeration<JarEntry> entries = bundle.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().startsWith("lib/") && entry.getName().endsWith(".jar")) {
          Path jar = folder.resolve(entry.getName().substring("lib/".length()));
          if (!Files.exists(jar) || Files.size(jar) != entry.getSize()) {
            try (InputStream content = bundle.getInputStream(entry)) {
              Files.copy(content, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
          }
          jars.add(jar);
        }
      }
      return List.copyOf(jars);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One whose {@code configure()} consists of these statements. */
  public byte[] routes(String version, String statements) {
    return builder(version, statements).build();
  }

  /** One that registers a route mounted on this path when it has long started, and another then. */
  public byte[] registeringLate(String symbolicName, String path) {
    return BundleBuilder.named(distribution, symbolicName, "1.0.0")
        .against(camel)
        .header("Import-Package", IMPORTS + ",org.osgi.framework")
        .header("Bundle-Activator", "acme.late.Activator")
        .source(
            "acme.late.Activator",
            """
            package acme.late;

            import org.apache.camel.RoutesBuilder;
            import org.apache.camel.builder.RouteBuilder;
            import org.osgi.framework.BundleActivator;
            import org.osgi.framework.BundleContext;
            import org.osgi.framework.ServiceRegistration;

            public final class Activator implements BundleActivator {
              private Thread thread;

              @Override
              public void start(BundleContext context) {
                thread = new Thread(() -> register(context));
                thread.start();
              }

              private void register(BundleContext context) {
                try {
                  Thread.sleep(300);
                  ServiceRegistration<?> first = offer(context, "one");
                  Thread.sleep(1500);
                  first.unregister();
                  offer(context, "two");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private ServiceRegistration<?> offer(BundleContext context, String answer) {
                RouteBuilder routes = new RouteBuilder() {
                  @Override
                  public void configure() {
                    from("netty-http:http://0.0.0.0%s?nettySharedHttpServer=#gatehouse")
                        .transform(constant(answer));
                  }
                };
                return context.registerService(RoutesBuilder.class, routes, null);
              }

              @Override
              public void stop(BundleContext context) {
                thread.interrupt();
              }
            }
            """
                .formatted(path))
        .build();
  }

  /** The makings of one. */
  public BundleBuilder builder(String version, String statements) {
    return BundleBuilder.named(distribution, SYMBOLIC_NAME, version)
        .against(camel)
        .header("Import-Package", IMPORTS)
        .component(ROUTES, "org.apache.camel.RoutesBuilder")
        .source(
            ROUTES,
            """
            package acme.orders;

            import org.apache.camel.Exchange;
            import org.apache.camel.builder.RouteBuilder;

            public final class OrderRoutes extends RouteBuilder {
              @Override
              public void configure() {
            %s
              }
            }
            """
                .formatted(statements));
  }
}
