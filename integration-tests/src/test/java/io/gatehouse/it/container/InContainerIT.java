package io.gatehouse.it.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.url;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The bundles as bundles: what they offer one another as services, and what is left of them when
 * they go. The script engine stays out: it needs the boot layer of the product's own process.
 */
@ExtendWith(PaxExamExtension.class)
class InContainerIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static final PolicyBundles BUNDLES = new PolicyBundles(Distribution.ofThisBuild());

  /** Only its folder is used here: the process is this one. */
  private static final GatehouseInstance FOLDER =
      GatehouseInstance.named("in-container")
          .file(
              "apis/inside.yaml",
              """
              api: inside
              version: "1"
              routes:
                - { name: plain, match: { paths: [/plain] }, to: { upstream: u } }
                - name: stamped
                  match: { paths: [/stamped] }
                  policies: [ { stamp: {} } ]
                  to: { upstream: u }
              upstreams: { u: { targets: [ { url: "%s" } ] } }
              """
                  .formatted(UPSTREAM.url()))
          .prepare();

  @Configuration
  static Option[] configuration() {
    List<Option> bundles = new ArrayList<>();
    for (Path jar : FOLDER.distribution().systemBundles()) {
      Path level = jar.getParent();
      if (!jar.toString().contains("policy-script") && level != null) {
        UrlProvisionOption bundle =
            url("reference:" + jar.toUri())
                .startLevel(Integer.parseInt(String.valueOf(level.getFileName())));
        bundles.add(isFragment(jar) ? bundle.noStart() : bundle);
      }
    }
    Path base = FOLDER.base();
    return options(
        composite(bundles.toArray(Option[]::new)),
        // one log: that of the test, under both versions that bundles ask for
        systemPackages(
            "org.slf4j;version=1.7.36",
            "org.slf4j.helpers;version=1.7.36",
            "org.slf4j.spi;version=1.7.36",
            "org.slf4j;version=2.0.17",
            "org.slf4j.event;version=2.0.17",
            "org.slf4j.helpers;version=2.0.17",
            "org.slf4j.spi;version=2.0.17"),
        frameworkStartLevel(80),
        workingDirectory(base.resolve("exam").toString()),
        cleanCaches(true),
        frameworkProperty("gatehouse.home").value(FOLDER.distribution().home().toString()),
        frameworkProperty("gatehouse.base").value(base.toString()),
        frameworkProperty("gatehouse.mode").value("run"),
        frameworkProperty("gatehouse.version").value("test"),
        frameworkProperty(Constants.FRAMEWORK_BOOTDELEGATION).value("sun.misc"),
        frameworkProperty(Constants.FRAMEWORK_BSNVERSION)
            .value(Constants.FRAMEWORK_BSNVERSION_MULTIPLE));
  }

  private static boolean isFragment(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    UPSTREAM.close();
  }

  private static void awaitReady(BundleContext context) {
    Awaiting.until(
        "the first revision serves",
        () ->
            context.getAllServiceReferences("io.gatehouse.api.status.GatewayReady", null) != null);
  }

  @Test
  void everyBundleIsActive(BundleContext context) {
    awaitReady(context);

    assertThat(context.getBundles())
        .filteredOn(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
        .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.gatehouse.api.watch.DropFolders",
        "io.gatehouse.api.definition.ConfigBinder",
        "io.gatehouse.api.definition.GatewaySettings",
        "io.gatehouse.api.definition.GatewayDeployer",
        "io.gatehouse.api.extension.ExtensionRegistry",
        "io.gatehouse.api.exchange.EventLoops",
        "io.gatehouse.api.identity.ConsumerDirectory",
        "io.gatehouse.api.listener.ListenerControl",
        "io.gatehouse.api.listener.RequestHandler",
        "io.gatehouse.api.store.CounterStore",
        "io.gatehouse.api.upstream.UpstreamFactory",
        "io.gatehouse.api.status.DeployedBundles",
      })
  void everyServiceOfTheContractIsThereOnce(String service, BundleContext context)
      throws InvalidSyntaxException {
    awaitReady(context);

    assertThat(context.getAllServiceReferences(service, null)).hasSize(1);
  }

  @Test
  void everyBootPhaseIsSaid(BundleContext context) throws InvalidSyntaxException {
    awaitReady(context);

    ServiceReference<?>[] phases =
        context.getAllServiceReferences("io.gatehouse.api.status.BootPhase", null);
    assertThat(phases)
        .extracting(phase -> String.valueOf(phase.getProperty("phase")))
        .contains("bundles", "definitions");
  }

  @Test
  void everyBuiltInPolicyIsAService(BundleContext context) throws InvalidSyntaxException {
    ServiceReference<?>[] factories =
        context.getAllServiceReferences("io.gatehouse.api.policy.PolicyFactory", null);

    assertThat(factories)
        .extracting(factory -> factory.getBundle().getSymbolicName())
        .contains(
            "io.gatehouse.policy-headers",
            "io.gatehouse.policy-rewrite",
            "io.gatehouse.policy-cors",
            "io.gatehouse.policy-fixed-response",
            "io.gatehouse.policy-api-key",
            "io.gatehouse.policy-rate-limit");
  }

  @Test
  void aBundleIsOfferedSwitchedAndTakenAway(BundleContext context) throws Exception {
    awaitReady(context);
    assertThat(FOLDER.get("/plain").status()).isEqualTo(200);
    assertThat(FOLDER.get("/stamped").status()).isEqualTo(503);

    FOLDER.drop("deploy/stamp.jar", BUNDLES.good("1.0.0"));
    awaitStamp("1.0.0");
    assertThat(users(context)).isEqualTo("[inside/stamped]");
    assertThat(stampBundles(context)).hasSize(1);

    FOLDER.drop("deploy/stamp.jar", BUNDLES.good("2.0.0"));
    awaitStamp("2.0.0");
    Awaiting.until("the old bundle is gone", () -> stampBundles(context).size() == 1);
    assertThat(stampBundles(context).getFirst().getVersion()).hasToString("2.0.0");

    FOLDER.remove("deploy/stamp.jar");
    Awaiting.until(
        "it is in use and stays", () -> FOLDER.errorBeside("deploy/stamp.jar").isPresent());
    assertThat(FOLDER.get("/stamped").status()).isEqualTo(200);
    Object removal =
        ask(
            context,
            "io.gatehouse.api.status.DeployedBundles",
            "remove",
            List.of(String.class, boolean.class),
            PolicyBundles.SYMBOLIC_NAME,
            true);
    assertThat((CompletionStage<?>) removal).succeedsWithin(Duration.ofSeconds(20));
    Awaiting.until("the route waits", () -> FOLDER.get("/stamped").status() == 503);
    Awaiting.until("no bundle is left", () -> stampBundles(context).isEmpty());
    assertThat(FOLDER.get("/plain").status()).isEqualTo(200);
  }

  private static void awaitStamp(String version) {
    Awaiting.until(
        version + " serves",
        () -> {
          RawResponse response = FOLDER.get("/stamped");
          return response.status() == 200 && response.first("x-stamp").equals(Optional.of(version));
        });
  }

  private static List<Bundle> stampBundles(BundleContext context) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> PolicyBundles.SYMBOLIC_NAME.equals(bundle.getSymbolicName()))
        .toList();
  }

  private static String users(BundleContext context)
      throws ReflectiveOperationException, InvalidSyntaxException {
    return String.valueOf(
        ask(
            context,
            "io.gatehouse.api.extension.ExtensionRegistry",
            "users",
            List.of(String.class),
            PolicyBundles.SYMBOLIC_NAME));
  }

  /** Asked by reflection: the contract's classes inside are not those of the test. */
  private static Object ask(
      BundleContext context,
      String service,
      String method,
      List<Class<?>> parameters,
      Object... arguments)
      throws ReflectiveOperationException, InvalidSyntaxException {
    ServiceReference<?> reference = context.getAllServiceReferences(service, null)[0];
    Class<?> type =
        reference
            .getBundle()
            .adapt(org.osgi.framework.wiring.BundleWiring.class)
            .getClassLoader()
            .loadClass(service);
    return type.getMethod(method, parameters.toArray(Class<?>[]::new))
        .invoke(context.getService(reference), arguments);
  }
}
