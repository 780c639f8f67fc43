package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry that remembers; what it replaced is drained when the test says so. */
final class FakeRegistry implements ExtensionRegistry {

  private final Map<String, List<Extension>> offers = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> drains = new CopyOnWriteArrayList<>();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private volatile boolean drainAtOnce = true;
  private volatile String unwanted = "";

  @Override
  public Outcome offer(String owner, List<Extension> extensions) {
    List<Finding> findings = new ArrayList<>();
    for (Extension extension : extensions) {
      offers.forEach(
          (other, offered) -> {
            if (!other.equals(owner)
                && offered.stream().anyMatch(o -> o.type().equals(extension.type()))) {
              findings.add(
                  new Finding(
                      Place.of(owner),
                      "the type '" + extension.type() + "' is offered by " + other + " already",
                      ""));
            }
          });
      if (!unwanted.isEmpty() && summary(extension).equals(unwanted)) {
        findings.add(new Finding(Place.of("apis/orders.yaml"), "could not serve with it", ""));
      }
    }
    if (!findings.isEmpty()) {
      return new Outcome.Rejected(findings);
    }
    offers.put(owner, List.copyOf(extensions));
    history.add(owner + " " + extensions.stream().map(FakeRegistry::summary).toList());
    return new Outcome.Switched(drain());
  }

  @Override
  public CompletionStage<Void> withdraw(String owner) {
    offers.remove(owner);
    history.add(owner + " gone");
    return drain();
  }

  @Override
  public List<String> users(String owner) {
    return offers.getOrDefault(owner, List.of()).isEmpty() ? List.of() : List.of("orders/get");
  }

  private CompletionStage<Void> drain() {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    if (drainAtOnce) {
      drained.complete(null);
    } else {
      drains.add(drained);
    }
    return drained;
  }

  private static String summary(Extension extension) {
    return switch (extension) {
      case Extension.OfPolicy(var factory) -> factory.descriptor().summary();
      case Extension.OfDestination(var factory) -> factory.descriptor().summary();
      case Extension.OfConditions conditions -> conditions.type();
    };
  }

  /** Exchanges go on using what is replaced, until {@link #endExchanges}. */
  void holdExchanges() {
    drainAtOnce = false;
  }

  void endExchanges() {
    drainAtOnce = true;
    drains.forEach(each -> each.complete(null));
  }

  /** Rejects what has this summary. */
  void reject(String summary) {
    unwanted = summary;
  }

  /** The versions of what the owner offers, by the summaries of the tests' factories. */
  List<String> versions(String owner) {
    return offers.getOrDefault(owner, List.of()).stream().map(FakeRegistry::summary).toList();
  }

  boolean offers(String owner) {
    return offers.containsKey(owner);
  }

  List<String> history() {
    return List.copyOf(history);
  }
}
