package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** One version takes over from another. */
class SwitchTest {

  private static final String NAME = "acme.tier";

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

  @Test
  void overwritingTheFileSwitchesThereAndBack() {
    gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");

    gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.0", "tier"));
    gateway.awaitVersions(NAME, "2.0.0");

    gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");

    assertThat(gateway.registry().history())
        .as("never withdrawn in between")
        .containsExactly(NAME + " [1.0.0]", NAME + " [2.0.0]", NAME + " [1.0.0]");
    Awaiting.until("one version is left", () -> gateway.bundles(NAME).size() == 1);
  }

  @Test
  void theOldVersionRunsUntilItsLastExchange() {
    gateway.registry().usedBy("orders/get");
    gateway.registry().holdExchanges();
    gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");
    Bundle old = gateway.bundles(NAME).getFirst();

    gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.0", "tier"));
    gateway.awaitVersions(NAME, "2.0.0");

    assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
    gateway.awaitDetail(NAME, "version 2.0.0; leaving: 1.0.0; used by orders/get");
    gateway.awaitState(NAME, State.SERVING);

    gateway.registry().endExchanges();
    Awaiting.until("the old one is gone", () -> old.getState() == Bundle.UNINSTALLED);
  }

  @Test
  void aVersionThatFailsLeavesTheOldOneServing() {
    Path file = gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");

    gateway.drop(
        "tier.jar",
        BundleJar.policy(NAME, "2.0.0", "tier")
            .source("acme.Activator", Sources.activatorDoing("throw new Exception(\"no disk\");")));

    assertThat(gateway.awaitFinding(file)).contains("failed to start").contains("no disk");
    gateway.awaitState(NAME, State.DEGRADED);
    assertThat(gateway.registry().versions(NAME)).containsExactly("1.0.0");

    gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.1", "tier"));
    gateway.awaitVersions(NAME, "2.0.1");
    gateway.awaitNoFinding(file);
  }

  @Test
  void aDamagedFileLeavesTheOldOneServingAndItsRemovalDoesNot() throws Exception {
    Path file = gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");

    gateway.dropText("tier.jar", "half a jar");
    gateway.awaitFinding(file);
    gateway.awaitState(NAME, State.DEGRADED);
    assertThat(gateway.registry().versions(NAME)).containsExactly("1.0.0");

    gateway.remove(file);
    Awaiting.until("withdrawn", () -> !gateway.registry().offers(NAME));
    gateway.awaitNoFinding(file);
    Awaiting.until("it is forgotten", () -> gateway.status(NAME).isEmpty());
  }

  @Test
  void aVersionThatTheRoutesCannotUseIsRejected() {
    gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");
    gateway.registry().reject("2.0.0");

    Path file = gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.0", "tier"));

    assertThat(gateway.awaitFinding(file)).isEqualTo("apis/orders.yaml: could not serve with it");
    assertThat(gateway.registry().versions(NAME)).containsExactly("1.0.0");
    Awaiting.until("the rejected one is gone", () -> gateway.bundles(NAME).size() == 1);
  }

  @Test
  void ofTwoFilesTheHighestVersionServesAndTheOtherTakesOverWithoutAGap() throws Exception {
    gateway.drop("b.jar", BundleJar.policy(NAME, "1.9.0", "tier"));
    gateway.awaitVersions(NAME, "1.9.0");
    Path winner = gateway.drop("a.jar", BundleJar.policy(NAME, "1.10.0", "tier"));
    gateway.awaitVersions(NAME, "1.10.0");
    gateway.awaitDetail(
        "deploy/b.jar", "version 1.9.0; superseded by deploy/a.jar (version 1.10.0)");
    gateway.awaitState("deploy/b.jar", State.WAITING);

    gateway.remove(winner);
    gateway.awaitVersions(NAME, "1.9.0");

    assertThat(gateway.registry().history()).noneMatch(line -> line.endsWith("gone"));
    assertThat(gateway.folders().findings()).isEmpty();
  }

  @Test
  void ofEqualVersionsTheLastFileNameServes() {
    gateway.drop("a.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");
    gateway.drop("b.jar", BundleJar.policy(NAME, "1.0.0", "tier"));

    Awaiting.until(
        "b.jar serves",
        () -> gateway.status(NAME).filter(e -> e.source().equals("deploy/b.jar")).isPresent());
  }

  @Test
  void aSingletonHasItsNextVersionBesideIt() {
    String singleton = NAME + ";singleton:=true";
    gateway.drop(
        "tier.jar",
        BundleJar.policy(NAME, "1.0.0", "tier").header("Bundle-SymbolicName", singleton));
    gateway.awaitVersions(NAME, "1.0.0");

    gateway.drop(
        "tier.jar",
        BundleJar.policy(NAME, "2.0.0", "tier").header("Bundle-SymbolicName", singleton));

    gateway.awaitVersions(NAME, "2.0.0");
    assertThat(gateway.registry().history()).containsExactly(NAME + " [1.0.0]", NAME + " [2.0.0]");
  }

  @Test
  void theSameContentAgainChangesNothing() {
    BundleJar jar = BundleJar.policy(NAME, "1.0.0", "tier").header("Build", "1");
    Path file = gateway.drop("tier.jar", jar);
    gateway.awaitVersions(NAME, "1.0.0");
    Bundle serving = gateway.bundles(NAME).getFirst();

    gateway.folders().changed(file);

    assertThat(gateway.bundles(NAME)).containsExactly(serving);
    assertThat(gateway.registry().history()).hasSize(1);
  }

  @Test
  void classesOfAReplacedVersionAreFreed() {
    gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");
    WeakReference<ClassLoader> loader =
        new WeakReference<>(
            gateway.bundles(NAME).getFirst().adapt(BundleWiring.class).getClassLoader());

    gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.0", "tier"));
    gateway.awaitVersions(NAME, "2.0.0");

    Awaiting.until(
        "the class loader is collected",
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }

  @Test
  void copiesOfWhatHasGoneAreRemoved() throws Exception {
    Path file = gateway.drop("tier.jar", BundleJar.policy(NAME, "1.0.0", "tier"));
    gateway.awaitVersions(NAME, "1.0.0");
    gateway.drop("tier.jar", BundleJar.policy(NAME, "2.0.0", "tier"));
    gateway.awaitVersions(NAME, "2.0.0");
    gateway.remove(file);

    Awaiting.until(
        "no copies are left",
        () -> {
          try (var copies = Files.list(base.resolve("data/bundles"))) {
            return copies.findAny().isEmpty();
          }
        });
  }
}
