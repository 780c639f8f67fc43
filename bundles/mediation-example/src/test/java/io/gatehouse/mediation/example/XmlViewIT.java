package io.gatehouse.mediation.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.destination.DestinationEnvironment;
import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The built bundles in a real framework: Camel's, and this one on it. */
class XmlViewIT {

  private static final Path BUNDLES = Path.of("target", "test-bundles");
  private static final Path OWN = Path.of("target", System.getProperty("bundle") + ".jar");
  private static final String VERSION = ";version=1.0.0";

  @TempDir static Path cache;
  private static Framework framework;

  private final FakeExchange exchange = new FakeExchange().withPathParameter("id", "42");

  @BeforeAll
  static void start() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    cache.toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    "onFirstInit",
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    systemPackages()));
    framework.init();
    framework.start();
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> found = Files.list(BUNDLES)) {
      found.sorted().forEach(jars::add);
    }
    jars.add(OWN);
    List<Bundle> installed = new ArrayList<>();
    for (Path jar : jars) {
      installed.add(
          framework.getBundleContext().installBundle("reference:" + jar.toAbsolutePath().toUri()));
    }
    for (Bundle bundle : installed) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
  }

  /** What the launcher takes from its own class path, and the contract, which the test shares. */
  private static String systemPackages() {
    List<String> packages = new ArrayList<>();
    for (String part :
        List.of(
            "definition",
            "destination",
            "exchange",
            "extension",
            "http",
            "identity",
            "policy",
            "status",
            "store",
            "upstream",
            "watch")) {
      packages.add("io.gatehouse.api." + part + VERSION);
    }
    for (String part : List.of("", ".event", ".helpers", ".spi")) {
      packages.add("org.slf4j" + part + ";version=1.7.36");
      packages.add("org.slf4j" + part + ";version=2.0.17");
    }
    return String.join(",", packages);
  }

  @AfterAll
  static void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private static Bundle bundle(String symbolicName) {
    return Stream.of(framework.getBundleContext().getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
        .findFirst()
        .orElseThrow();
  }

  private static Destination open(String root) throws ReflectiveOperationException {
    for (ServiceReference<?> reference :
        bundle("io.gatehouse.mediation-example").getRegisteredServices()) {
      if (framework.getBundleContext().getService(reference)
          instanceof DestinationFactory<?> found) {
        return open(found, root);
      }
    }
    throw new AssertionError("no destination factory");
  }

  /** The configuration record is the bundle's own, out of reach of the test's class path. */
  private static <C> Destination open(DestinationFactory<C> factory, String root)
      throws ReflectiveOperationException {
    Class<C> type = factory.descriptor().configType();
    Constructor<C> config =
        type.getDeclaredConstructor(String.class, Optional.class, Duration.class);
    return factory.create(
        config.newInstance(root, Optional.of("id"), Duration.ofSeconds(5)), environment());
  }

  private static DestinationEnvironment environment() {
    return new DestinationEnvironment() {
      @Override
      public String api() {
        return "orders";
      }

      @Override
      public String route() {
        return "get-order";
      }

      @Override
      public Path folder() {
        return cache;
      }
    };
  }

  private String answer(Destination destination, GatewayRequest request) throws Exception {
    GatewayResponse response =
        destination.handle(request, exchange).toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("content-type")).contains("application/xml; charset=utf-8");
    return response.body() instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  @Test
  void everythingIsActive() {
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        assertThat(bundle.getState()).as(bundle.toString()).isEqualTo(Bundle.ACTIVE);
      }
    }
  }

  @Test
  void answersJsonAsXml() throws Exception {
    try (Destination destination = open("order")) {
      assertThat(answer(destination, RequestBuilder.post("/orders/42", "{\"a\":1}").build()))
          .isEqualTo("<order id=\"42\"><a>1</a></order>");
      assertThat(answer(destination, RequestBuilder.get("/orders/42").build()))
          .isEqualTo("<order id=\"42\"><id>42</id></order>");
    }
  }

  @Test
  void tellsWhatIsWrongWithARequest() throws Exception {
    try (Destination destination = open("order")) {
      assertThatThrownBy(
              () -> answer(destination, RequestBuilder.post("/orders/42", "{oops").build()))
          .hasMessageContaining("MALFORMED_JSON");
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    try (Destination destination = open("order")) {
      answer(destination, RequestBuilder.get("/orders/42").build());
    }
    exchange.eventLoop().runPending();
    WeakReference<ClassLoader> loader = new WeakReference<>(loader());

    reinstall(bundle("io.gatehouse.mediation-example"));

    Awaiting.until(
        "the class loader is collected",
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }

  private static ClassLoader loader() {
    return bundle("io.gatehouse.mediation-example").adapt(BundleWiring.class).getClassLoader();
  }

  private static void reinstall(Bundle bundle) throws BundleException, IOException {
    String location = bundle.getLocation();
    bundle.uninstall();
    framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
    framework.getBundleContext().installBundle(location).start();
  }
}
