package io.gatehouse.core.control;

import io.gatehouse.api.destination.DestinationFactory;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.policy.ConditionFactory;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which types there are, and whose. Immutable: a switch makes another one. */
final class Offers {

  private final Map<String, List<Extension>> byOwner;
  private final Map<String, Offered> policies = new HashMap<>();
  private final Map<String, Offered> destinations = new HashMap<>();
  private final Map<String, Offered> conditions = new HashMap<>();

  /** An extension and who offers it. */
  record Offered(String owner, Extension extension) {}

  private Offers(Map<String, List<Extension>> byOwner) {
    this.byOwner = byOwner;
    byOwner.forEach(
        (owner, extensions) ->
            extensions.forEach(e -> tableFor(e).putIfAbsent(e.type(), new Offered(owner, e))));
  }

  static Offers none() {
    return new Offers(Map.of());
  }

  Offers with(String owner, List<Extension> extensions) {
    Map<String, List<Extension>> changed = new LinkedHashMap<>(byOwner);
    changed.put(owner, List.copyOf(extensions));
    return new Offers(changed);
  }

  Offers without(String owner) {
    Map<String, List<Extension>> changed = new LinkedHashMap<>(byOwner);
    changed.remove(owner);
    return new Offers(changed);
  }

  private Map<String, Offered> tableFor(Extension extension) {
    return switch (extension) {
      case Extension.OfPolicy policy -> policies;
      case Extension.OfDestination destination -> destinations;
      case Extension.OfConditions expressions -> conditions;
    };
  }

  /** Who else offers a type of this name and kind. */
  Optional<String> otherOwnerOf(Extension extension, String owner) {
    return Optional.ofNullable(tableFor(extension).get(extension.type()))
        .map(Offered::owner)
        .filter(o -> !o.equals(owner));
  }

  List<Extension> of(String owner) {
    return byOwner.getOrDefault(owner, List.of());
  }

  Set<String> owners() {
    return byOwner.keySet();
  }

  Optional<Offered> policy(String type) {
    return Optional.ofNullable(policies.get(type));
  }

  Optional<Offered> destination(String type) {
    return Optional.ofNullable(destinations.get(type));
  }

  /** What makes the conditions of policies. */
  Optional<Offered> conditions() {
    return conditions.values().stream().findFirst();
  }

  Set<String> policyTypes() {
    return new TreeSet<>(policies.keySet());
  }

  Set<String> destinationTypes() {
    return new TreeSet<>(destinations.keySet());
  }

  /** Whether this very extension is still what its type stands for. */
  boolean stillOffers(Extension used) {
    Offered now = tableFor(used).get(used.type());
    return now != null && now.extension().equals(used);
  }

  static PolicyFactory<?> policyFactory(Offered offered) {
    if (offered.extension() instanceof Extension.OfPolicy(PolicyFactory<?> factory)) {
      return factory;
    }
    throw new IllegalArgumentException(offered + " (expected: a policy type)");
  }

  static DestinationFactory<?> destinationFactory(Offered offered) {
    if (offered.extension() instanceof Extension.OfDestination(DestinationFactory<?> factory)) {
      return factory;
    }
    throw new IllegalArgumentException(offered + " (expected: a destination type)");
  }

  static ConditionFactory conditionFactory(Offered offered) {
    if (offered.extension() instanceof Extension.OfConditions(ConditionFactory factory)) {
      return factory;
    }
    throw new IllegalArgumentException(offered + " (expected: what makes conditions)");
  }
}
