package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What dropped bundles have put into the registry, under their symbolic names. Confined to the
 * control thread.
 */
final class Registrations {

  private final ExtensionRegistry registry;
  private final BuiltInBundles builtIns;
  private final Function<Path, String> display;

  /**
   * Registers with this registry.
   *
   * @param display says a path as an operator would
   */
  Registrations(
      ExtensionRegistry registry, BuiltInBundles builtIns, Function<Path, String> display) {
    this.registry = registry;
    this.builtIns = builtIns;
    this.display = display;
  }

  /** Offers in place of what the bundle's name stood for before. */
  ExtensionRegistry.Outcome offer(
      Candidate candidate, List<Extension> replaced, List<Extension> extensions) {
    String owner = candidate.symbolicName();
    if (extensions.isEmpty() && replaced.isEmpty() && !builtIns.offers(owner)) {
      return new ExtensionRegistry.Outcome.Switched(CompletableFuture.completedStage(null));
    }
    try {
      return switch (registry.offer(owner, extensions)) {
        case ExtensionRegistry.Outcome.Switched switched -> switched;
        case ExtensionRegistry.Outcome.Rejected(var findings) ->
            new ExtensionRegistry.Outcome.Rejected(
                findings.stream().map(finding -> placed(finding, candidate)).toList());
      };
    } catch (RuntimeException | LinkageError e) {
      // the bundle's own code runs in there
      Complaint complaint =
          new Complaint(
              "cannot be taken into service: " + Reason.of(e), "Mend the bundle and drop it again");
      return new ExtensionRegistry.Outcome.Rejected(
          List.of(complaint.in(display.apply(candidate.file()))));
    }
  }

  /** Offers what a serving bundle has now; tells why not, where that is not possible. */
  List<Finding> renew(Instance serving, List<Extension> extensions) {
    if (extensions.equals(serving.extensions())) {
      return List.of();
    }
    return switch (offer(serving.candidate(), serving.extensions(), extensions)) {
      case ExtensionRegistry.Outcome.Switched switched -> {
        serving.offering(extensions);
        yield List.of();
      }
      case ExtensionRegistry.Outcome.Rejected(var findings) -> findings;
    };
  }

  /** The registry knows owners; operators know files. */
  private Finding placed(Finding finding, Candidate candidate) {
    return finding.place().file().equals(candidate.symbolicName())
        ? Complaint.finding(
            Place.of(display.apply(candidate.file())), finding.problem(), finding.remedy())
        : finding;
  }

  /**
   * Takes out what an instance offered; a built-in bundle of that name serves again.
   *
   * @return completes when no exchange uses it any more
   */
  CompletionStage<Void> withdraw(Instance old) {
    String owner = old.candidate().symbolicName();
    return builtIns.takeBack(owner).orElseGet(() -> withdraw(owner, old.extensions()));
  }

  private CompletionStage<Void> withdraw(String owner, List<Extension> extensions) {
    return extensions.isEmpty() ? CompletableFuture.completedStage(null) : registry.withdraw(owner);
  }
}
