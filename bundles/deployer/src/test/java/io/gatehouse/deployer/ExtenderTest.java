package io.gatehouse.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.extension.BundleExtender;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Somebody does something on behalf of bundles that know nothing of it. */
class ExtenderTest {

  @TempDir private Path base;

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> unused = new CompletableFuture<>();
  private volatile List<String> complaints = List.of();
  private volatile List<BundleExtender.Part> parts = List.of();
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(base, Map.of());
    gateway.context().registerService(BundleExtender.class, new Recording(), null);
    gateway.deploy();
  }

  @AfterEach
  void stop() throws Exception {
    unused.complete(null);
    gateway.close();
  }

  private final class Recording implements BundleExtender {
    @Override
    public List<String> prepare(long bundleId) {
      calls.add("prepare " + version(bundleId));
      return complaints;
    }

    @Override
    public CompletionStage<Void> serve(long bundleId) {
      calls.add("serve " + version(bundleId));
      return unused;
    }

    @Override
    public List<Part> parts(String symbolicName) {
      return parts;
    }

    private String version(long bundleId) {
      Bundle bundle = gateway.context().getBundle(bundleId);
      return bundle.getVersion().toString();
    }
  }

  private static BundleJar plain(String version) {
    return BundleJar.named("acme.plain", version);
  }

  @Test
  void theOldBundleStaysUntilNothingUsesWhatWasMadeOfIt() {
    gateway.drop("plain.jar", plain("1.0.0"));
    gateway.awaitState("acme.plain", State.SERVING);

    gateway.drop("plain.jar", plain("1.1.0"));
    Awaiting.until("the new one serves", () -> calls.contains("serve 1.1.0"));

    assertThat(calls)
        .containsExactly("prepare 1.0.0", "serve 1.0.0", "prepare 1.1.0", "serve 1.1.0");
    assertThat(gateway.bundles("acme.plain")).hasSize(2);
    unused.complete(null);
    Awaiting.until("the old one is gone", () -> gateway.bundles("acme.plain").size() == 1);
  }

  @Test
  void whatCannotBePreparedIsRefusedAndTheOldServesOn() {
    gateway.drop("plain.jar", plain("1.0.0"));
    gateway.awaitState("acme.plain", State.SERVING);
    complaints = List.of("its routes cannot be started: no");

    gateway.drop("plain.jar", plain("1.1.0"));

    gateway.awaitState("acme.plain", State.DEGRADED);
    assertThat(calls).doesNotContain("serve 1.1.0");
    assertThat(gateway.status("acme.plain").orElseThrow().findings().getFirst().problem())
        .isEqualTo("its routes cannot be started: no");
  }

  @Test
  void whatTurnsOutNotToRunGivesWayToTheOldOne() {
    Path file = gateway.drop("tier.jar", BundleJar.policy("acme.tier", "1.0.0", "tier"));
    gateway.awaitVersions("acme.tier", "1.0.0");
    gateway.drop("tier.jar", BundleJar.policy("acme.tier", "2.0.0", "tier"));
    gateway.awaitVersions("acme.tier", "2.0.0");

    unused.completeExceptionally(new IllegalStateException("its timer does not start"));

    gateway.awaitVersions("acme.tier", "1.0.0");
    assertThat(gateway.awaitFinding(file))
        .isEqualTo("deploy/tier.jar: its timer does not start. Mend the bundle and drop it again.");
    gateway.awaitState("acme.tier", State.DEGRADED);
    Awaiting.until("the new one leaves", () -> gateway.bundles("acme.tier").size() == 1);
    assertThat(gateway.bundles("acme.tier").getFirst().getVersion()).hasToString("1.0.0");
  }

  @Test
  void whatIsUsedThroughAnotherStaysToo() throws Exception {
    Path file = gateway.drop("plain.jar", plain("1.0.0"));
    gateway.awaitState("acme.plain", State.SERVING);
    parts = List.of(new BundleExtender.Part("mount /orders", List.of("orders/default")));

    gateway.remove(file);

    assertThat(gateway.awaitFinding(file)).contains("while orders/default uses it");
    gateway.awaitDetail(
        "acme.plain",
        "version 1.0.0; its file has been removed; used by orders/default; runs mount /orders");
    parts = List.of();
    Awaiting.until("it leaves", () -> gateway.status("acme.plain").isEmpty());
  }
}
