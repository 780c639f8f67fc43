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
}
