package io.gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.extension.BundleExtender;
import io.gatehouse.api.status.DeployedBundles;
import io.gatehouse.api.status.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleRemovalTest {

  private final List<String> asked = new ArrayList<>();

  private DeployedBundles answering(DeployedBundles.Removal removal) {
    return new DeployedBundles() {
      @Override
      public List<Deployed> bundles() {
        return List.of(bundle("io.gatehouse.policy-cors", "", "policy cors"));
      }

      @Override
      public CompletionStage<Removal> remove(String name, boolean force) {
        asked.add(name + (force ? " by force" : ""));
        return CompletableFuture.completedFuture(removal);
      }
    };
  }

  private static DeployedBundles.Deployed bundle(String name, String source, String type) {
    return new DeployedBundles.Deployed(
        name,
        "1.2.0",
        State.SERVING,
        source,
        source.isEmpty() ? Optional.empty() : Optional.of(Instant.EPOCH),
        List.of(type),
        List.of(new BundleExtender.Part("mount /orders", List.of("orders/default"))),
        List.of("orders/default"),
        source.isEmpty() ? "built in" : "leaving: 1.1.0",
        List.of());
  }

  private List<String> remove(String query, DeployedBundles.Removal removal) {
    return BundleRemoval.of(new Query(query)).from(answering(removal));
  }

  @Test
  void whatIsAskedForIsDone() {
    DeployedBundles.Removal done = new DeployedBundles.Removal.Done(List.of("deploy/tier.jar"));

    assertThat(remove("name=acme.tier", done)).containsExactly("deploy/tier.jar");
    remove("name=acme.tier&force=true", done);

    assertThat(asked).containsExactly("acme.tier", "acme.tier by force");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "force=true", "name=a&name=b", "name=a&force=yes", "name=a&force="})
  void whatIsNotClearIsNotDone(String query) {
    assertThatThrownBy(() -> remove(query, new DeployedBundles.Removal.Done(List.of())))
        .isInstanceOf(NotUnderstoodException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void aRefusalNamesTheUsersAndTheWayOut() {
    assertThatThrownBy(
            () ->
                remove(
                    "name=acme.tier",
                    new DeployedBundles.Removal.InUse(List.of("orders/get", "orders/put"))))
        .isInstanceOf(BundleRemoval.RefusedException.class)
        .hasMessageContaining("acme.tier is used by orders/get, orders/put")
        .hasMessageContaining("--force");
    assertThatThrownBy(() -> remove("name=acme.tier", new DeployedBundles.Removal.InUse(List.of())))
        .hasMessageContaining("have not been read yet");
    assertThatThrownBy(
            () -> remove("name=acme.tier", new DeployedBundles.Removal.Failed("read-only")))
        .isInstanceOf(BundleRemoval.RefusedException.class)
        .hasMessage("read-only");
  }

  @Test
  void aNameThatIsNoneGetsTheNearest() {
    DeployedBundles.Removal unknown = new DeployedBundles.Removal.Unknown(List.of("acme.tier"));

    assertThatThrownBy(() -> remove("name=acme.teir", unknown))
        .isInstanceOf(NotUnderstoodException.class)
        .hasMessage("No bundle 'acme.teir' was dropped. Did you mean 'acme.tier'?");
    assertThatThrownBy(() -> remove("name=io.gatehouse.policy-cors", unknown))
        .hasMessageContaining("is built in");
  }

  @Test
  void aTableShowsWhatABundleOffersAndWhoUsesIt() {
    String table =
        BundleTable.of(
            List.of(
                bundle("acme.tier", "deploy/tier.jar", "policy tier"),
                bundle("io.gatehouse.policy-cors", "", "policy cors")));

    assertThat(table)
        .containsPattern(
            "acme.tier +1.2.0 +serving +deploy/tier.jar +1970-01-01T00:00:00Z +policy tier, mount"
                + " /orders +orders/default\n    leaving: 1.1.0\n")
        .containsPattern("io.gatehouse.policy-cors +1.2.0 +serving +policy cors");
  }
}
