package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.api.watch.ServedContents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.osgi.framework.Constants;

/** What lies in {@code deploy/}, grouped by bundle. Confined to the control thread. */
final class DroppedFiles {

  private final DropFolders folders;
  private final Intake intake;
  private final Predicate<String> reserved;
  private final Map<String, Slot> slots = new TreeMap<>();
  private final Map<Path, String> names = new HashMap<>();
  private final Map<Path, Entry> nameless = new TreeMap<>();
  private final Map<Path, List<Finding>> reported = new HashMap<>();

  /**
   * Takes files in through this intake.
   *
   * @param reserved whether a symbolic name belongs to the installation itself
   */
  DroppedFiles(DropFolders folders, Intake intake, Predicate<String> reserved) {
    this.folders = folders;
    this.intake = intake;
    this.reserved = reserved;
  }

  /** A file came or changed. */
  void take(Path file) {
    take(file, folders.contents().taken(file));
  }

  /**
   * Takes a file as it was when the gateway ended, if that was different: so that it serves on
   * where what the file holds now is refused.
   *
   * @return whether it was
   */
  boolean takeBefore(Path file) {
    ServedContents contents = folders.contents();
    Optional<Path> before =
        contents.before(file).filter(content -> !content.equals(contents.taken(file)));
    before.ifPresent(content -> take(file, content));
    return before.isPresent();
  }

  /** Takes a file with this content, wherever that is. */
  void take(Path file, Path content) {
    switch (intake.take(file, content)) {
      case Intake.Outcome.Vanished() -> forget(file);
      case Intake.Outcome.Unusable(var findings) -> refuse(file, findings);
      case Intake.Outcome.Taken(var candidate) -> {
        if (reserved.test(candidate.symbolicName())) {
          refuse(file, List.of(reservedName(candidate)));
        } else {
          accept(candidate);
        }
      }
    }
  }

  /**
   * Whatever was known to come from this file may serve on: there is nothing to put in its place.
   */
  private void refuse(Path file, List<Finding> findings) {
    Entry entry =
        new Entry(file, Optional.empty(), new Verdict.Refused(findings, Verdict.Refused.FOR_GOOD));
    String name = names.get(file);
    if (name == null) {
      nameless.put(file, entry);
    } else {
      slot(name).put(entry);
    }
  }

  private void accept(Candidate candidate) {
    Path file = candidate.file();
    String name = candidate.symbolicName();
    if (!name.equals(names.get(file))) {
      forget(file);
      names.put(file, name);
    }
    Slot slot = slot(name);
    Instance serving = slot.serving();
    boolean unchanged =
        serving != null
            && serving.candidate().file().equals(file)
            && serving.candidate().sameContentAs(candidate);
    if (unchanged && serving != null) {
      // it may have been gone meanwhile
      folders.contents().serves(file, serving.candidate().content());
    }
    slot.put(
        new Entry(
            file,
            Optional.of(unchanged && serving != null ? serving.candidate() : candidate),
            Verdict.Open.OPEN));
  }

  private Finding reservedName(Candidate candidate) {
    return Complaint.finding(
        new Place(folders.display(candidate.file()), 0, 0, Constants.BUNDLE_SYMBOLICNAME),
        "'" + candidate.symbolicName() + "' is part of the gateway, which runs on it",
        "Give your bundle a name of its own, or install another version of the gateway");
  }

  /** A file went. */
  void forget(Path file) {
    nameless.remove(file);
    String name = names.remove(file);
    if (name != null) {
      slot(name).remove(file);
    }
  }

  private Slot slot(String symbolicName) {
    return slots.computeIfAbsent(symbolicName, Slot::new);
  }

  Optional<Slot> find(String symbolicName) {
    return Optional.ofNullable(slots.get(symbolicName));
  }

  Collection<Slot> slots() {
    return List.copyOf(slots.values());
  }

  /** Files that are no usable bundle and never were. */
  Collection<Entry> nameless() {
    return List.copyOf(nameless.values());
  }

  /** Whether a dropped bundle serves under this name. */
  boolean serves(String symbolicName) {
    Slot slot = slots.get(symbolicName);
    return slot != null && slot.serving() != null;
  }

  void removeEmptySlots() {
    slots.values().removeIf(Slot::isEmpty);
  }

  /** All candidates there are, serving or not. */
  Set<Candidate> candidates() {
    Set<Candidate> candidates = new HashSet<>();
    for (Slot slot : slots.values()) {
      slot.entries().forEach(entry -> entry.candidate().ifPresent(candidates::add));
    }
    return candidates;
  }

  /** Tells the operator what has changed in what is wrong with each file. */
  void report() {
    Map<Path, List<Finding>> current = new HashMap<>();
    nameless.values().forEach(entry -> current.put(entry.file(), entry.verdict().reasons()));
    for (Slot slot : slots.values()) {
      Instance serving = slot.serving();
      for (Entry entry : slot.entries()) {
        List<Finding> findings = new ArrayList<>(entry.verdict().reasons());
        if (serving != null && serving.candidate().file().equals(entry.file())) {
          findings.addAll(slot.complaints());
        }
        current.put(entry.file(), findings);
      }
      if (serving != null && slot.removed().isPresent()) {
        current.put(serving.candidate().file(), List.of(slot.removed().get()));
      }
    }
    current.forEach(
        (file, findings) -> {
          if (!findings.equals(reported.getOrDefault(file, List.of()))) {
            folders.report(file, findings);
          }
        });
    reported.forEach(
        (file, findings) -> {
          if (!current.containsKey(file) && !findings.isEmpty()) {
            folders.report(file, List.of());
          }
        });
    reported.clear();
    reported.putAll(current);
  }
}
