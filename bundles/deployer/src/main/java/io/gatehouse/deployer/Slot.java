package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All files that hold versions of one bundle, and the one of them that serves. Confined to the
 * control thread.
 */
final class Slot {

  private final String symbolicName;
  private final Map<Path, Entry> entries = new TreeMap<>();
  private @Nullable Instance serving;
  private @Nullable Instance incoming;
  private boolean stale;
  private List<Finding> complaints = List.of();
  private Optional<Finding> removed = Optional.empty();

  Slot(String symbolicName) {
    this.symbolicName = symbolicName;
  }

  /** What is to be done. */
  sealed interface Plan {
    /** Nothing. */
    enum Keep implements Plan {
      KEEP
    }

    /** Take out what serves: nothing is there to serve in its place. */
    enum Withdraw implements Plan {
      WITHDRAW
    }

    /** Bring this up beside what serves. */
    record Bring(Candidate candidate) implements Plan {}
  }

  Plan plan(long generation) {
    Optional<Candidate> best =
        entries.values().stream()
            .filter(entry -> entry.verdict().eligible(generation))
            .flatMap(entry -> entry.candidate().stream())
            .max(Candidate.PRECEDENCE);
    Instance current = serving;
    if (current == null) {
      return best.<Plan>map(Plan.Bring::new).orElse(Plan.Keep.KEEP);
    }
    boolean holds = heldOver(current, generation);
    if (best.isEmpty()) {
      return holds ? Plan.Keep.KEEP : Plan.Withdraw.WITHDRAW;
    }
    Candidate wanted = best.get();
    if (holds && Candidate.PRECEDENCE.compare(wanted, current.candidate()) < 0) {
      return Plan.Keep.KEEP;
    }
    return wanted.equals(current.candidate()) && !stale ? Plan.Keep.KEEP : new Plan.Bring(wanted);
  }

  /** Whether what serves comes from a file that is there and has nothing better to offer now. */
  private boolean heldOver(Instance current, long generation) {
    Entry entry = entries.get(current.candidate().file());
    return entry != null
        && !(entry.candidate().isPresent() && entry.verdict().eligible(generation));
  }

  String symbolicName() {
    return symbolicName;
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  void put(Entry entry) {
    removed = Optional.empty();
    entries.put(entry.file(), entry);
  }

  void remove(Path file) {
    entries.remove(file);
  }

  /** Judges the file if it still holds this candidate. */
  void judge(Candidate candidate, Verdict verdict) {
    entries.computeIfPresent(
        candidate.file(),
        (file, entry) ->
            entry.candidate().filter(candidate::equals).isPresent() ? entry.with(verdict) : entry);
  }

  @Nullable Instance serving() {
    return serving;
  }

  void serve(@Nullable Instance instance) {
    serving = instance;
    stale = false;
    complaints = List.of();
    removed = Optional.empty();
  }

  @Nullable Instance incoming() {
    return incoming;
  }

  void expect(@Nullable Instance instance) {
    incoming = instance;
  }

  /** Says that what serves is wired to a bundle that has gone, so it has to be brought up anew. */
  void outdated() {
    stale = true;
  }

  boolean isStale() {
    return stale;
  }

  /** What is wrong with what serves. */
  List<Finding> complaints() {
    return complaints;
  }

  void complain(List<Finding> findings) {
    complaints = List.copyOf(findings);
  }

  /** It serves on though its file has gone. */
  void keepRemoved(Finding why) {
    removed = Optional.of(why);
  }

  /** Why it serves on though its file has gone; empty where it has not. */
  Optional<Finding> removed() {
    return removed;
  }

  boolean isEmpty() {
    return entries.isEmpty() && serving == null && incoming == null;
  }
}
