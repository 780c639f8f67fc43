package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/** Every bundle that offers something or lies in {@code deploy/}, and how it is doing. */
final class BundleStatus implements StatusSource {

  private static final String KIND = "bundle";

  private final ExtensionRegistry registry;
  private final LoaderWatch loaders;
  private final Function<Path, String> display;
  private volatile List<Row> rows = List.of();

  /**
   * Nothing is known yet.
   *
   * @param display says a path as an operator would
   */
  BundleStatus(ExtensionRegistry registry, LoaderWatch loaders, Function<Path, String> display) {
    this.registry = registry;
    this.loaders = loaders;
    this.display = display;
  }

  /** A line, and whose users are to be told in it. */
  private record Row(StatusEntry entry, Optional<String> owner) {}

  @Override
  public List<StatusEntry> status() {
    List<StatusEntry> entries = new ArrayList<>();
    for (Row row : rows) {
      entries.add(row.owner().map(owner -> withUsers(row.entry(), owner)).orElse(row.entry()));
    }
    Map<String, List<LoaderWatch.Leak>> leaks =
        loaders.leaks().stream()
            .collect(
                Collectors.groupingBy(
                    leak -> leak.symbolicName() + " " + leak.version() + " (removed)",
                    TreeMap::new,
                    Collectors.toList()));
    leaks.forEach((name, some) -> entries.add(leak(name, some)));
    return entries;
  }

  private StatusEntry withUsers(StatusEntry entry, String owner) {
    List<String> users = registry.users(owner);
    return users.isEmpty()
        ? entry
        : new StatusEntry(
            entry.kind(),
            entry.name(),
            entry.state(),
            entry.source(),
            entry.detail() + "; used by " + String.join(", ", users),
            entry.findings());
  }

  private static StatusEntry leak(String name, List<LoaderWatch.Leak> leaks) {
    String times = leaks.size() == 1 ? "" : " (" + leaks.size() + " times)";
    return new StatusEntry(
        KIND,
        name,
        State.DEGRADED,
        leaks.getFirst().file(),
        "leak: its classes are still in use" + times,
        List.of());
  }

  /** Takes stock. Called on the control thread. */
  void update(DroppedFiles dropped, BuiltInBundles builtIns, Set<Instance> leaving) {
    List<Row> changed = new ArrayList<>();
    builtIns.offers().values().stream()
        .sorted(Comparator.comparing(offer -> offer.bundle().getSymbolicName()))
        .map(offer -> builtIn(offer, dropped.serves(offer.bundle().getSymbolicName())))
        .forEach(changed::add);
    for (Slot slot : dropped.slots()) {
      add(slot, leaving, changed);
    }
    for (Entry entry : dropped.nameless()) {
      changed.add(file(entry, display.apply(entry.file())));
    }
    rows = List.copyOf(changed);
  }

  private static Row builtIn(BuiltInBundles.Offer offer, boolean replaced) {
    String name = offer.bundle().getSymbolicName();
    String detail = "version " + offer.bundle().getVersion() + ", built in";
    if (replaced) {
      return new Row(
          new StatusEntry(
              KIND,
              name + " (built in)",
              State.WAITING,
              "",
              detail + "; a dropped bundle serves in its place",
              List.of()),
          Optional.empty());
    }
    State state = offer.findings().isEmpty() ? State.SERVING : State.REFUSED;
    return new Row(
        new StatusEntry(KIND, name, state, "", detail, offer.findings()), Optional.of(name));
  }

  private void add(Slot slot, Set<Instance> leaving, List<Row> changed) {
    Instance serving = slot.serving();
    Path primary =
        serving != null
            ? serving.candidate().file()
            : slot.entries().stream()
                .flatMap(entry -> entry.candidate().stream())
                .max(Candidate.PRECEDENCE)
                .map(Candidate::file)
                .orElse(Path.of(""));
    if (serving != null) {
      changed.add(serving(slot, serving, leaving));
    }
    for (Entry entry : slot.entries()) {
      boolean named = entry.file().equals(primary);
      if (named && serving != null) {
        continue;
      }
      String name = named ? slot.symbolicName() : display.apply(entry.file());
      changed.add(
          entry.verdict() == Verdict.Open.OPEN
              ? open(slot, entry, serving, name)
              : file(entry, name));
    }
  }

  private Row serving(Slot slot, Instance serving, Set<Instance> leaving) {
    List<Finding> findings = new ArrayList<>(slot.complaints());
    String detail = "version " + serving.candidate().version();
    for (Entry entry : slot.entries()) {
      if (entry.file().equals(serving.candidate().file())) {
        findings.addAll(entry.verdict().reasons());
        if (!entry.candidate().filter(serving.candidate()::equals).isPresent()) {
          detail +=
              entry.candidate().map(c -> "; not yet " + c.version()).orElse("")
                  + "; the file has been replaced since";
        } else if (slot.isStale()) {
          detail += "; wired to a bundle that has gone";
        }
      }
    }
    String old =
        leaving.stream()
            .map(Instance::candidate)
            .filter(candidate -> candidate.symbolicName().equals(slot.symbolicName()))
            .map(Candidate::version)
            .map(Version::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!old.isEmpty()) {
      detail += "; leaving: " + old;
    }
    return new Row(
        new StatusEntry(
            KIND,
            slot.symbolicName(),
            findings.isEmpty() ? State.SERVING : State.DEGRADED,
            display.apply(serving.candidate().file()),
            detail,
            findings),
        Optional.of(slot.symbolicName()));
  }

  /** A file that nothing speaks against and that does not serve. */
  private Row open(
      Slot slot, Entry entry, @org.jspecify.annotations.Nullable Instance serving, String name) {
    Instance incoming = slot.incoming();
    boolean starting =
        incoming != null && entry.candidate().filter(incoming.candidate()::equals).isPresent();
    String version = entry.candidate().map(c -> "version " + c.version() + "; ").orElse("");
    String detail =
        starting || serving == null
            ? version + "starting"
            : version
                + "superseded by "
                + display.apply(serving.candidate().file())
                + " (version "
                + serving.candidate().version()
                + ")";
    return new Row(
        new StatusEntry(KIND, name, State.WAITING, display.apply(entry.file()), detail, List.of()),
        Optional.empty());
  }

  private Row file(Entry entry, String name) {
    List<Finding> findings = entry.verdict().reasons();
    State state = entry.verdict() instanceof Verdict.Waiting ? State.WAITING : State.REFUSED;
    String version = entry.candidate().map(c -> "version " + c.version() + "; ").orElse("");
    String reason = findings.stream().map(Finding::problem).collect(Collectors.joining("; "));
    return new Row(
        new StatusEntry(KIND, name, state, display.apply(entry.file()), version + reason, findings),
        Optional.empty());
  }
}
