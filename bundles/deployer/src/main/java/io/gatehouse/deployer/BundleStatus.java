package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.status.DeployedBundles.Deployed;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** Every bundle that offers something or lies in {@code deploy/}, and how it is doing. */
final class BundleStatus implements StatusSource {

  private static final String KIND = "bundle";

  private final Usage usage;
  private final LoaderWatch loaders;
  private final Function<Path, String> display;
  private volatile List<Row> rows = List.of();

  /**
   * Nothing is known yet.
   *
   * @param display says a path as an operator would
   */
  BundleStatus(Usage usage, LoaderWatch loaders, Function<Path, String> display) {
    this.usage = usage;
    this.loaders = loaders;
    this.display = display;
  }

  /**
   * A line.
   *
   * @param owner whose users are to be told in it; empty where nothing serves
   */
  private record Row(
      String name,
      String version,
      State state,
      String source,
      String detail,
      List<Finding> findings,
      Optional<Instant> since,
      List<String> types,
      Optional<String> owner) {

    /** One that nobody uses. */
    static Row idle(
        String name,
        String version,
        State state,
        String source,
        String detail,
        List<Finding> findings) {
      return new Row(
          name,
          version,
          state,
          source,
          detail,
          findings,
          Optional.empty(),
          List.of(),
          Optional.empty());
    }

    String words() {
      return Stream.of(version.isEmpty() ? "" : "version " + version, detail)
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining("; "));
    }
  }

  @Override
  public List<StatusEntry> status() {
    return all().stream().map(this::entry).toList();
  }

  /** The same with more of it. */
  List<Deployed> bundles() {
    return all().stream().map(this::deployed).toList();
  }

  private StatusEntry entry(Row row) {
    List<String> words = new ArrayList<>(List.of(row.words()));
    row.owner()
        .ifPresent(
            owner -> {
              List<String> users = usage.of(owner);
              if (!users.isEmpty()) {
                words.add("used by " + String.join(", ", users));
              }
              usage.parts(owner).forEach(part -> words.add("runs " + part.name()));
            });
    return new StatusEntry(
        KIND, row.name(), row.state(), row.source(), String.join("; ", words), row.findings());
  }

  private Deployed deployed(Row row) {
    return new Deployed(
        row.name(),
        row.version(),
        row.state(),
        row.source(),
        row.since(),
        row.types(),
        row.owner().map(usage::parts).orElse(List.of()),
        row.owner().map(usage::of).orElse(List.of()),
        row.detail(),
        row.findings());
  }

  private List<Row> all() {
    List<Row> all = new ArrayList<>(rows);
    Map<String, List<LoaderWatch.Leak>> leaks =
        loaders.leaks().stream()
            .collect(
                Collectors.groupingBy(
                    leak -> leak.symbolicName() + " " + leak.version() + " (removed)",
                    TreeMap::new,
                    Collectors.toList()));
    leaks.forEach((name, some) -> all.add(leak(name, some)));
    return all;
  }

  private static Row leak(String name, List<LoaderWatch.Leak> leaks) {
    String times = leaks.size() == 1 ? "" : " (" + leaks.size() + " times)";
    return Row.idle(
        name,
        "",
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
    String version = offer.bundle().getVersion().toString();
    if (replaced) {
      return Row.idle(
          name + " (built in)",
          version,
          State.WAITING,
          "",
          "built in; a dropped bundle serves in its place",
          List.of());
    }
    return new Row(
        name,
        version,
        offer.findings().isEmpty() ? State.SERVING : State.REFUSED,
        "",
        "built in",
        offer.findings(),
        Optional.empty(),
        types(offer.extensions()),
        Optional.of(name));
  }

  private static List<String> types(List<Extension> extensions) {
    return extensions.stream()
        .map(
            extension ->
                switch (extension) {
                  case Extension.OfPolicy policy -> "policy " + policy.type();
                  case Extension.OfDestination destination -> "destination " + destination.type();
                  case Extension.OfConditions _ -> "conditions";
                })
        .sorted()
        .toList();
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
    List<String> detail = new ArrayList<>();
    for (Entry entry : slot.entries()) {
      if (entry.file().equals(serving.candidate().file())) {
        findings.addAll(entry.verdict().reasons());
        if (!entry.candidate().filter(serving.candidate()::equals).isPresent()) {
          entry.candidate().ifPresent(newer -> detail.add("not yet " + newer.version()));
          detail.add("the file has been replaced since");
        } else if (slot.isStale()) {
          detail.add("wired to a bundle that has gone");
        }
      }
    }
    slot.removed()
        .ifPresent(
            why -> {
              detail.add("its file has been removed");
              findings.add(why);
            });
    String old =
        leaving.stream()
            .map(Instance::candidate)
            .filter(candidate -> candidate.symbolicName().equals(slot.symbolicName()))
            .map(Candidate::version)
            .map(Version::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!old.isEmpty()) {
      detail.add("leaving: " + old);
    }
    return new Row(
        slot.symbolicName(),
        serving.candidate().version().toString(),
        findings.isEmpty() ? State.SERVING : State.DEGRADED,
        display.apply(serving.candidate().file()),
        String.join("; ", detail),
        findings,
        serving.since(),
        types(serving.extensions()),
        Optional.of(slot.symbolicName()));
  }

  /** A file that nothing speaks against and that does not serve. */
  private Row open(Slot slot, Entry entry, @Nullable Instance serving, String name) {
    Instance incoming = slot.incoming();
    boolean starting =
        incoming != null && entry.candidate().filter(incoming.candidate()::equals).isPresent();
    String detail =
        starting || serving == null
            ? "starting"
            : "superseded by "
                + display.apply(serving.candidate().file())
                + " (version "
                + serving.candidate().version()
                + ")";
    return Row.idle(
        name, version(entry), State.WAITING, display.apply(entry.file()), detail, List.of());
  }

  private Row file(Entry entry, String name) {
    List<Finding> findings = entry.verdict().reasons();
    State state = entry.verdict() instanceof Verdict.Waiting ? State.WAITING : State.REFUSED;
    String reason = findings.stream().map(Finding::problem).collect(Collectors.joining("; "));
    return Row.idle(name, version(entry), state, display.apply(entry.file()), reason, findings);
  }

  private static String version(Entry entry) {
    return entry.candidate().map(candidate -> candidate.version().toString()).orElse("");
  }
}
