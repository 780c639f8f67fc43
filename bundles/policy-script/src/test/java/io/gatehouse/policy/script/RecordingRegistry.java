package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A registry that takes every offer, unless it is told to refuse. */
final class RecordingRegistry implements ExtensionRegistry {

  private final Map<String, List<Extension>> offered = new HashMap<>();
  private final List<CompletableFuture<Void>> draining = new ArrayList<>();
  private List<Finding> refusal = List.of();
  private int offers;

  void refuseWith(List<Finding> findings) {
    refusal = findings;
  }

  /** Ends every exchange that uses what was replaced. */
  void drain() {
    draining.forEach(d -> d.complete(null));
    draining.clear();
  }

  int offers() {
    return offers;
  }

  boolean has(String type) {
    return offered.values().stream().flatMap(List::stream).anyMatch(e -> e.type().equals(type));
  }

  Extension extension(String type) {
    return offered.values().stream()
        .flatMap(List::stream)
        .filter(e -> e.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody offers " + type));
  }

  @Override
  public Outcome offer(String owner, List<Extension> extensions) {
    if (!refusal.isEmpty()) {
      return new Outcome.Rejected(refusal);
    }
    offers++;
    offered.put(owner, extensions);
    CompletableFuture<Void> drained = new CompletableFuture<>();
    draining.add(drained);
    return new Outcome.Switched(drained);
  }

  @Override
  public CompletionStage<Void> withdraw(String owner) {
    offered.remove(owner);
    CompletableFuture<Void> drained = new CompletableFuture<>();
    draining.add(drained);
    return drained;
  }

  @Override
  public List<String> users(String owner) {
    return List.of("orders/get-order");
  }
}
