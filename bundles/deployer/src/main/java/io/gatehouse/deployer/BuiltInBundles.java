package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what the installation's own bundles offer. Confined to the control thread.
 *
 * <p>A dropped bundle of the same name takes their place for as long as it serves, so that a
 * built-in policy can be mended without a restart.
 */
final class BuiltInBundles {

  private static final Logger LOG = LoggerFactory.getLogger(BuiltInBundles.class);

  private final OfferedServices services;
  private final ExtensionRegistry registry;
  private final Predicate<String> replaced;
  private final Map<String, Offer> offers = new LinkedHashMap<>();

  /**
   * Passes on to this registry.
   *
   * @param replaced whether a dropped bundle serves under this symbolic name
   */
  BuiltInBundles(OfferedServices services, ExtensionRegistry registry, Predicate<String> replaced) {
    this.services = services;
    this.registry = registry;
    this.replaced = replaced;
  }

  /** What one bundle offers, and what is wrong with it. */
  record Offer(Bundle bundle, List<Extension> extensions, List<Finding> findings) {}

  /** The bundle's services have changed. */
  void changed(Bundle bundle) {
    String owner = bundle.getSymbolicName();
    OfferedServices.Found found = services.of(bundle);
    for (String problem : found.problems()) {
      LOG.atError()
          .addKeyValue("bundle", owner)
          .addKeyValue("reason", problem)
          .log("A built-in bundle offers what cannot be used");
    }
    List<Finding> problems =
        found.problems().stream()
            .map(problem -> new Complaint(problem, "Reinstall the gateway").in(owner))
            .toList();
    if (found.extensions().isEmpty() && problems.isEmpty()) {
      if (offers.remove(owner) != null && !replaced.test(owner)) {
        registry.withdraw(owner);
      }
      return;
    }
    offers.put(owner, new Offer(bundle, found.extensions(), problems));
    if (!replaced.test(owner)) {
      offer(owner);
    }
  }

  boolean offers(String owner) {
    return offers.containsKey(owner);
  }

  /** Serves again under its name, where there is such a bundle, in place of a dropped one. */
  Optional<CompletionStage<Void>> takeBack(String owner) {
    return offers.containsKey(owner) ? Optional.of(offer(owner)) : Optional.empty();
  }

  private CompletionStage<Void> offer(String owner) {
    Offer offer = offers.get(owner);
    if (offer == null) {
      throw new IllegalArgumentException("owner: " + owner + " (expected: one that offers)");
    }
    return switch (registry.offer(owner, offer.extensions())) {
      case ExtensionRegistry.Outcome.Switched(var drained) -> drained;
      case ExtensionRegistry.Outcome.Rejected(var findings) -> {
        LOG.atError()
            .addKeyValue("bundle", owner)
            .addKeyValue("findings", findings)
            .log("What a built-in bundle offers was rejected");
        offers.put(owner, new Offer(offer.bundle(), offer.extensions(), findings));
        yield registry.withdraw(owner);
      }
    };
  }

  Map<String, Offer> offers() {
    return Map.copyOf(offers);
  }
}
