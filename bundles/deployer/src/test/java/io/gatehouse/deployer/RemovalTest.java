package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.status.DeployedBundles.Removal;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in use does not go with its file. */
class RemovalTest {

  private static final String NAME = "acme.tier";

  @TempDir private Path base;
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

  private static BundleJar version(String version) {
    return BundleJar.policy(NAME, version, "tier");
  }

  private Path serve(String name, String version) {
    Path file = gateway.drop(name, version(version));
    gateway.awaitVersions(NAME, version);
    return file;
  }

  private void awaitWithdrawn() {
    Awaiting.until("withdrawn", () -> !gateway.registry().offers(NAME));
    Awaiting.until("it is forgotten", () -> gateway.status(NAME).isEmpty());
  }

  @Test
  void whatIsUsedServesOnWithoutItsFileUntilNothingUsesIt() throws Exception {
    gateway.registry().usedBy("orders/get", "orders/put");
    Path file = serve("tier.jar", "1.0.0");

    gateway.remove(file);

    gateway.awaitState(NAME, State.DEGRADED);
    assertThat(gateway.awaitFinding(file))
        .contains("deploy/tier.jar: the file was removed while orders/get, orders/put use it")
        .contains("gatehouse bundle remove acme.tier --force");
    gateway.awaitDetail(
        NAME, "version 1.0.0; its file has been removed; used by orders/get, orders/put");
    assertThat(gateway.registry().versions(NAME)).containsExactly("1.0.0");

    gateway.registry().usedBy();
    awaitWithdrawn();
    gateway.awaitNoFinding(file);
  }

  @Test
  void itServesOnAfterARestartAndGoesForGoodWhenNothingUsesIt() throws Exception {
    gateway.registry().usedBy("orders/get");
    gateway.remove(serve("tier.jar", "1.0.0"));
    gateway.awaitState(NAME, State.DEGRADED);
    gateway.undeploy();

    gateway.forgetDefinitions();
    gateway.registry().usedBy();
    gateway.deploy();
    gateway.awaitVersions(NAME, "1.0.0");
    Awaiting.until("booted", gateway::isBooted);
    gateway.awaitState(NAME, State.DEGRADED);
    assertThat(gateway.askToRemove(NAME, false)).isEqualTo(new Removal.InUse(List.of()));

    gateway.readDefinitions();
    awaitWithdrawn();
    gateway.undeploy();
    gateway.deploy();
    Awaiting.until("booted", gateway::isBooted);
    assertThat(gateway.status(NAME)).isEmpty();
  }

  @Test
  void whatIsRemovedWhileTheGatewayDoesNotRunStaysRemoved() throws Exception {
    gateway.registry().usedBy("orders/get");
    Path file = serve("tier.jar", "1.0.0");
    gateway.undeploy();
    Files.delete(file);

    gateway.deploy();

    Awaiting.until("booted", gateway::isBooted);
    assertThat(gateway.status(NAME)).isEmpty();
  }

  @Test
  void theFileMayComeBack() throws Exception {
    gateway.registry().usedBy("orders/get");
    Path file = serve("tier.jar", "1.0.0");
    gateway.remove(file);
    gateway.awaitState(NAME, State.DEGRADED);

    serve("tier.jar", "1.1.0");

    gateway.awaitState(NAME, State.SERVING);
    gateway.awaitNoFinding(file);
    Awaiting.until(
        "nothing is kept", () -> Files.notExists(base.resolve("data/bundles/removed/tier.jar")));
  }

  @Test
  void anotherFileTakesOverWithoutAGap() throws Exception {
    gateway.registry().usedBy("orders/get");
    gateway.remove(serve("tier-2.jar", "2.0.0"));
    gateway.awaitState(NAME, State.DEGRADED);

    serve("tier-1.jar", "1.0.0");

    gateway.awaitState(NAME, State.SERVING);
    assertThat(gateway.registry().history()).noneMatch(line -> line.endsWith("gone"));
  }

  @Test
  void anOperatorIsToldOfUsersAndMayInsist() {
    gateway.registry().usedBy("orders/get");
    Path file = serve("tier.jar", "1.0.0");

    assertThat(gateway.askToRemove(NAME, false))
        .isEqualTo(new Removal.InUse(List.of("orders/get")));
    assertThat(file).exists();
    assertThat(gateway.askToRemove("acme.teir", true))
        .isEqualTo(new Removal.Unknown(List.of(NAME)));

    assertThat(gateway.askToRemove(NAME, true))
        .isEqualTo(new Removal.Done(List.of("deploy/tier.jar")));
    assertThat(file).doesNotExist();
    awaitWithdrawn();
  }

  @Test
  void whatServesWithoutAFileCanBeForcedOut() throws Exception {
    gateway.registry().usedBy("orders/get");
    Path file = serve("tier.jar", "1.0.0");
    gateway.remove(file);
    gateway.awaitState(NAME, State.DEGRADED);

    assertThat(gateway.askToRemove(NAME, true)).isEqualTo(new Removal.Done(List.of()));

    awaitWithdrawn();
    gateway.awaitNoFinding(file);
    serve("tier.jar", "1.2.0");
    gateway.remove(file);
    gateway.awaitState(NAME, State.DEGRADED);
  }

  @Test
  void aBundleIsListedWithWhatItOffersAndWhoUsesIt() {
    gateway.registry().usedBy("orders/get");
    serve("tier.jar", "1.0.0");

    var bundle = gateway.bundle(NAME);

    assertThat(bundle.version()).isEqualTo("1.0.0");
    assertThat(bundle.source()).isEqualTo("deploy/tier.jar");
    assertThat(bundle.since()).isPresent();
    assertThat(bundle.types()).containsExactly("policy tier");
    assertThat(bundle.users()).containsExactly("orders/get");
    assertThat(bundle.detail()).isEmpty();
  }
}
