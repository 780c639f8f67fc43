package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.BundleException;

/**
 * Candidates that have been installed and are not resolved yet: what they export may be what others
 * wait for, and what they import may still come. Confined to the control thread.
 */
final class Arrivals {

  private final Installations installations;
  private final MissingRequirements requirements;
  private final Function<Path, String> display;
  private final Map<Candidate, Instance> unresolved = new LinkedHashMap<>();
  private final Set<Candidate> seen = new HashSet<>();

  /**
   * Nothing has arrived yet.
   *
   * @param display says a path as an operator would
   */
  Arrivals(
      Installations installations,
      MissingRequirements requirements,
      Function<Path, String> display) {
    this.installations = installations;
    this.requirements = requirements;
    this.display = display;
  }

  /** Gives up those whose files have gone. */
  void keepOnly(Collection<Candidate> current, Consumer<Instance> leave) {
    seen.retainAll(current);
    for (Instance instance : List.copyOf(unresolved.values())) {
      if (!current.contains(instance.candidate())) {
        unresolved.remove(instance.candidate());
        leave.accept(instance);
      }
    }
  }

  /**
   * Installs the candidate, unless it is.
   *
   * @return whether it is the first time, so that others may find in it what they wait for
   */
  boolean install(Slot slot, Candidate candidate) {
    if (unresolved.containsKey(candidate)) {
      return false;
    }
    try {
      unresolved.put(candidate, installations.install(candidate));
      return seen.add(candidate);
    } catch (BundleException | IOException | RuntimeException e) {
      Complaint complaint =
          new Complaint(
              "cannot be installed: " + Reason.of(e), "Mend the bundle and drop it again");
      slot.judge(
          candidate,
          new Verdict.Refused(findings(candidate, List.of(complaint)), Verdict.Refused.FOR_GOOD));
      return false;
    }
  }

  /** Resolves the candidate, or judges it for what is missing with this generation of bundles. */
  Optional<Instance> resolve(Slot slot, Candidate candidate, long generation) {
    Instance instance = unresolved.get(candidate);
    if (instance == null) {
      return Optional.empty(); // it could not be installed
    }
    if (!installations.resolve(instance)) {
      List<MissingRequirements.Missing> missing = requirements.of(instance.bundle());
      if (!missing.isEmpty()) {
        slot.judge(candidate, verdict(candidate, missing, generation));
        return Optional.empty();
      }
      // nothing is missing, so it is a conflict: starting it tells which, and runs none of it
    }
    unresolved.remove(candidate);
    instance.rememberLoader();
    return Optional.of(instance);
  }

  private Verdict verdict(
      Candidate candidate, List<MissingRequirements.Missing> missing, long generation) {
    List<Finding> findings =
        findings(candidate, missing.stream().map(MissingRequirements.Missing::complaint).toList());
    return missing.stream().allMatch(MissingRequirements.Missing::mayCome)
        ? new Verdict.Waiting(findings, generation)
        : new Verdict.Refused(findings, generation);
  }

  private List<Finding> findings(Candidate candidate, List<Complaint> complaints) {
    String file = display.apply(candidate.file());
    return complaints.stream().map(complaint -> complaint.in(file)).toList();
  }

  Collection<Instance> instances() {
    return List.copyOf(unresolved.values());
  }
}
