package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Bundles that need each other come, change and go in any order. */
class OrderTest {

  private static final String CONSUMER = "acme.consumer";
  private static final String LIBRARY = "acme.library";

  @TempDir Path base;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(base, Map.of());
    gateway.deploy();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private static BundleJar library(String version) {
    return BundleJar.named(LIBRARY, version)
        .header("Export-Package", "acme.text;version=1.0.0")
        .source(
            "acme.text.Text",
            "package acme.text; public class Text { public static String version() { return \""
                + version
                + "\"; } }");
  }

  /** Tells the version of the library that it is wired to. */
  private static BundleJar consumer() {
    return BundleJar.policy(CONSUMER, "1.0.0", "consumer")
        .header("Import-Package", Sources.IMPORTS + ",acme.text")
        .source(
            "acme.text.Text",
            "package acme.text; public class Text { public static String version() { return null;"
                + " } }")
        .source(
            "acme.Factory",
            Sources.factory("consumer", "x").replace("\"x\"", "acme.text.Text.version()"));
  }

  @Test
  void aConsumerWaitsForThePackageItNeeds() {
    Path consumer = gateway.drop("consumer.jar", consumer());
    assertThat(gateway.awaitFinding(consumer))
        .isEqualTo(
            "deploy/consumer.jar: needs package acme.text, which no bundle exports. Drop the"
                + " bundle that exports it too, or put the package into this one.");
    gateway.awaitState(CONSUMER, State.WAITING);

    gateway.drop("library.jar", library("1.0.0"));

    gateway.awaitVersions(CONSUMER, "1.0.0");
    gateway.awaitNoFinding(consumer);
    gateway.awaitState(LIBRARY, State.SERVING);
  }

  @Test
  void aNewLibraryReachesItsUsersWithoutAGap() {
    gateway.drop("library.jar", library("1.0.0"));
    gateway.drop("consumer.jar", consumer());
    gateway.awaitVersions(CONSUMER, "1.0.0");

    gateway.drop("library.jar", library("2.0.0"));

    gateway.awaitVersions(CONSUMER, "2.0.0");
    assertThat(gateway.registry().history())
        .containsExactly(CONSUMER + " [1.0.0]", CONSUMER + " [2.0.0]");
    Awaiting.until(
        "one of each is left",
        () -> gateway.bundles(LIBRARY).size() == 1 && gateway.bundles(CONSUMER).size() == 1);
  }

  @Test
  void aRemovedLibraryLeavesItsUsersServing() throws Exception {
    Path library = gateway.drop("library.jar", library("1.0.0"));
    Path consumer = gateway.drop("consumer.jar", consumer());
    gateway.awaitVersions(CONSUMER, "1.0.0");

    gateway.remove(library);

    assertThat(gateway.awaitFinding(consumer)).contains("needs package acme.text");
    gateway.awaitState(CONSUMER, State.DEGRADED);
    assertThat(gateway.registry().history()).containsExactly(CONSUMER + " [1.0.0]");

    gateway.drop("library.jar", library("1.1.0"));
    gateway.awaitVersions(CONSUMER, "1.1.0");
    gateway.awaitState(CONSUMER, State.SERVING);
    gateway.awaitNoFinding(consumer);
  }

  @Test
  void aComponentWaitsForTheServiceItNeeds() {
    Path needy =
        gateway.drop(
            "needy.jar",
            BundleJar.named("acme.needy", "1.0.0")
                .header("Import-Package", Sources.IMPORTS)
                .source("acme.Factory", Sources.factory("needy", "1.0.0"))
                .component(
                    "f",
                    Sources.component(
                        "<reference name=\"run\" interface=\"java.lang.Runnable\"/>")));
    assertThat(gateway.awaitFinding(needy))
        .contains("its component acme.Factory needs the service java.lang.Runnable");
    gateway.awaitState("acme.needy", State.WAITING);

    gateway.drop(
        "runs.jar",
        BundleJar.named("acme.runs", "1.0.0")
            .header("Import-Package", "org.osgi.framework")
            .header("Bundle-Activator", "acme.Activator")
            .source(
                "acme.Activator",
                Sources.activatorDoing(
                    "context.registerService(Runnable.class, () -> {}, null);")));

    gateway.awaitVersions("acme.needy", "1.0.0");
    gateway.awaitNoFinding(needy);
  }

  @Test
  void whatAServingBundleOffersLaterServesToo() {
    gateway.drop(
        "late.jar",
        BundleJar.policy("acme.late", "1.0.0", "late")
            .source(
                "acme.Activator",
                Sources.activatorDoing(
                    "context.addServiceListener(e -> { if (e.getType() == 1) context"
                        + ".registerService(io.gatehouse.api.policy.PolicyFactory.class, new"
                        + " Factory(), null); }, \"(objectClass=java.lang.Runnable)\");")));
    gateway.awaitState("acme.late", State.SERVING);
    assertThat(gateway.registry().versions("acme.late")).isEmpty();

    gateway.context().registerService(Runnable.class, () -> {}, null);

    gateway.awaitVersions("acme.late", "1.0.0");
  }

  @Test
  void aBuiltInBundleGivesWayAndComesBack() throws Exception {
    Path jar =
        BundleJar.policy("io.gatehouse.policy-cors", "1.0.0", "cors")
            .writeTo(base.resolve("cors.jar"));
    Bundle builtIn = gateway.install(jar);
    gateway.awaitVersions("io.gatehouse.policy-cors", "1.0.0");

    Path file =
        gateway.drop("cors.jar", BundleJar.policy("io.gatehouse.policy-cors", "1.0.1", "cors"));
    gateway.awaitVersions("io.gatehouse.policy-cors", "1.0.1");
    gateway.awaitState("io.gatehouse.policy-cors (built in)", State.WAITING);

    gateway.remove(file);
    gateway.awaitVersions("io.gatehouse.policy-cors", "1.0.0");
    assertThat(gateway.registry().history()).noneMatch(line -> line.endsWith("gone"));

    builtIn.stop();
    Awaiting.until("withdrawn", () -> !gateway.registry().offers("io.gatehouse.policy-cors"));
  }
}
