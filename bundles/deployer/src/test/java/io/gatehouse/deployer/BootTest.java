package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testsupport.Awaiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From start to stop. */
class BootTest {

  @TempDir Path base;

  @Test
  void thePhaseEndsWhenEverythingIsTakenOrRefused() throws Exception {
    try (TestGateway gateway = new TestGateway(base, Map.of())) {
      BundleJar.policy("acme.one", "1.0.0", "one").writeTo(gateway.file("one.jar"));
      BundleJar.policy("acme.two", "1.0.0", "two").writeTo(gateway.file("two.jar"));
      BundleJar.named("acme.hangs", "1.0.0")
          .header("Import-Package", "org.osgi.framework")
          .header("Bundle-Activator", "acme.Activator")
          .source("acme.Activator", Sources.activatorDoing("Thread.sleep(600_000);"))
          .writeTo(gateway.file("hangs.jar"));
      Files.writeString(gateway.file("broken.jar"), "broken");

      gateway.deploy();

      Awaiting.until("the phase is over", gateway::isBooted);
      assertThat(gateway.registry().versions("acme.one")).containsExactly("1.0.0");
      assertThat(gateway.registry().versions("acme.two")).containsExactly("1.0.0");
      assertThat(gateway.folders().findings()).hasSize(2);
    }
  }

  @Test
  void whatServedBeforeServesWhereTheFileIsBrokenNow() throws Exception {
    try (TestGateway gateway = new TestGateway(base, Map.of())) {
      Path kept = BundleJar.policy("acme.one", "1.0.0", "one").writeTo(base.resolve("kept"));
      Path broken = Files.writeString(gateway.file("one.jar"), "broken");
      Path other = BundleJar.policy("acme.two", "1.0.0", "two").writeTo(base.resolve("other"));
      Path edited = BundleJar.policy("acme.two", "2.0.0", "two").writeTo(gateway.file("two.jar"));
      gateway.folders().contents().servedBefore(broken, kept);
      gateway.folders().contents().servedBefore(edited, other);

      gateway.deploy();

      Awaiting.until("the phase is over", gateway::isBooted);
      assertThat(gateway.registry().versions("acme.one")).containsExactly("1.0.0");
      assertThat(gateway.awaitFinding(broken)).startsWith("deploy/one.jar");
      assertThat(gateway.folders().contents().serving(broken)).contains(kept);
      gateway.awaitVersions("acme.two", "2.0.0");
      assertThat(gateway.folders().contents().serving(edited)).contains(edited);
    }
  }

  @Test
  void anEmptyFolderIsSoonDone() throws Exception {
    try (TestGateway gateway = new TestGateway(base, Map.of())) {
      gateway.deploy();
      Awaiting.until("the phase is over", gateway::isBooted);
    }
  }

  @Test
  void copiesOfAnEarlierRunAreRemoved() throws Exception {
    Path old = Files.createDirectories(base.resolve("data/bundles")).resolve("x-1.0.0-1.jar");
    Files.writeString(old, "old");
    try (TestGateway gateway = new TestGateway(base, Map.of())) {
      gateway.deploy();
      assertThat(old).doesNotExist();
    }
  }

  @Test
  void checkingTouchesNothingOfARunningGateway() throws Exception {
    Path copy = Files.createDirectories(base.resolve("data/bundles")).resolve("x-1.0.0-1.jar");
    Files.writeString(copy, "in use");
    try (TestGateway gateway = new TestGateway(base, Map.of("gatehouse.mode", "check"))) {
      BundleJar.policy("acme.one", "1.0.0", "one").writeTo(gateway.file("one.jar"));
      gateway.deploy();
      gateway.awaitVersions("acme.one", "1.0.0");
    }
    assertThat(copy).hasContent("in use");
  }

  @Test
  void aStoppedDeployerTakesItsBundlesWithIt() throws Exception {
    try (TestGateway gateway = new TestGateway(base, Map.of())) {
      BundleJar.policy("acme.one", "1.0.0", "one").writeTo(gateway.file("one.jar"));
      gateway.deploy();
      gateway.awaitVersions("acme.one", "1.0.0");

      gateway.undeploy();

      assertThat(gateway.bundles("acme.one")).isEmpty();
      assertThat(gateway.registry().offers("acme.one")).isFalse();
      assertThat(gateway.isBooted()).isFalse();
      Awaiting.until(
          "its threads have ended",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(thread -> thread.getName().startsWith("gatehouse-deployer")));

      gateway.deploy();
      gateway.awaitVersions("acme.one", "1.0.0");
    }
  }
}
