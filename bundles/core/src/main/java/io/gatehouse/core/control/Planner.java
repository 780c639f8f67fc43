package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.AmbiguousRouteException;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next revision aside: what has not changed is kept as it is, what has is compiled, what
 * cannot be compiled leaves its previous version in place.
 */
final class Planner {

  private final ApiCompiler compiler;
  private final Map<Path, FileState> before;
  private final List<PolicyDefinition> globals;
  private final Offers offers;
  private final Set<Path> refusedFiles = new HashSet<>();
  private final Set<CompiledApi> fresh = Collections.newSetFromMap(new IdentityHashMap<>());

  Planner(
      ApiCompiler compiler,
      Map<Path, FileState> before,
      List<PolicyDefinition> globals,
      Offers offers) {
    this.compiler = compiler;
    this.before = before;
    this.globals = globals;
    this.offers = offers;
  }

  /**
   * Plans.
   *
   * @param ofGlobals what is wrong with the global policies
   */
  Plan plan(List<DefinitionFile> definitions, List<Finding> ofGlobals) {
    Map<Path, FileState> files = new TreeMap<>();
    for (DefinitionFile file : definitions) {
      files.put(file.file(), next(file));
    }
    keepNamesApart(files);
    RouteTable<CompiledRoute> table = table(files);
    tellCollisions(files);
    return new Plan(files, table, fresh, ofGlobals);
  }

  private RouteTable<CompiledRoute> table(Map<Path, FileState> files) {
    while (true) {
      try {
        return RouteTable.of(entries(files));
      } catch (AmbiguousRouteException ambiguous) {
        refuse(files, ambiguous);
      }
    }
  }

  /**
   * A file that changed its API's name and is refused serves on under the old one, which another
   * may have been given meanwhile: it has to wait.
   */
  private void keepNamesApart(Map<Path, FileState> files) {
    Set<Path> refused = new HashSet<>();
    for (Optional<FileState> next = secondOfName(files);
        next.isPresent();
        next = secondOfName(files)) {
      FileState state = next.get();
      Path file = state.newest().file();
      CompiledApi second = state.serving().orElseThrow();
      drop(second);
      Finding taken =
          new Finding(
              second.definition().place(),
              "the API name '"
                  + second.definition().name()
                  + "' still serves from another file, whose newest version cannot",
              "Mend the other file first, or give this API another name.");
      Optional<CompiledApi> previous =
          refused.add(file)
              ? Optional.ofNullable(before.get(file))
                  .flatMap(FileState::serving)
                  .filter(p -> !p.equals(second))
              : Optional.empty();
      files.put(
          file, new FileState(state.newest(), retained(previous.orElse(null)), List.of(taken)));
    }
  }

  private Optional<FileState> secondOfName(Map<Path, FileState> files) {
    Set<String> names = new HashSet<>();
    return files.values().stream()
        .filter(f -> f.serving().isPresent())
        .sorted(Comparator.comparing(f -> isNewcomer(f.serving().orElseThrow())))
        .filter(f -> !names.add(f.serving().orElseThrow().definition().name()))
        .findFirst();
  }

  /** Also says of files that are refused anyway which of their routes would be. */
  private static void tellCollisions(Map<Path, FileState> files) {
    List<FileState> refused = files.values().stream().filter(f -> !f.current()).toList();
    if (refused.isEmpty()) {
      return;
    }
    Rivals rivals = new Rivals();
    Set<String> names = new HashSet<>();
    files.values().stream()
        .flatMap(f -> f.serving().stream())
        .forEach(
            serving -> {
              names.add(serving.definition().name());
              serving.matches().forEach(rivals::add);
            });
    for (FileState state : refused) {
      definition(state.newest()).ifPresent(api -> tellCollisions(files, state, api, rivals, names));
    }
  }

  private static void tellCollisions(
      Map<Path, FileState> files,
      FileState state,
      ApiDefinition api,
      Rivals rivals,
      Set<String> names) {
    List<RouteEntry<ApiDefinition>> wanted =
        Matches.wanted(api, state.newest().draft().isPresent());
    Optional<ApiDefinition> ownBefore = state.serving().map(CompiledApi::definition);
    List<RouteEntry<ApiDefinition>> others =
        rivals.of(wanted).stream()
            .filter(entry -> ownBefore.filter(entry.target()::equals).isEmpty())
            .toList();
    Matches.Collisions collisions = Matches.collisions(api, wanted, others);
    List<Finding> all = new ArrayList<>(state.findings());
    for (Finding collision : collisions.findings()) {
      if (!Matches.told(state.findings(), collision)) {
        all.add(collision);
      }
    }
    files.put(
        state.newest().file(), new FileState(state.newest(), state.serving(), List.copyOf(all)));
    if (state.serving().isEmpty() && names.add(api.name())) {
      collisions.free().forEach(rivals::add);
    }
  }

  /** The newest version, or what could be read of it. */
  private static Optional<ApiDefinition> definition(DefinitionFile file) {
    return file.content() instanceof DefinitionFile.Content.Parsed(ApiDefinition api)
        ? Optional.of(api)
        : file.draft();
  }

  private FileState next(DefinitionFile file) {
    Optional<CompiledApi> serving =
        Optional.ofNullable(before.get(file.file())).flatMap(FileState::serving);
    return switch (file.content()) {
      case DefinitionFile.Content.Unparsable(List<Finding> findings) -> {
        List<Finding> all = new ArrayList<>(findings);
        file.draft().ifPresent(api -> all.addAll(mistakesOf(api, file)));
        yield new FileState(file, retained(serving.orElse(null)), List.copyOf(all));
      }
      case DefinitionFile.Content.Parsed(ApiDefinition api) -> {
        if (serving.isPresent() && upToDate(serving.get(), file)) {
          yield new FileState(file, serving, List.of());
        }
        yield compiled(file, api, serving.orElse(null));
      }
    };
  }

  /**
   * What else is wrong with a file that cannot be served anyway, so that all of it is told at once.
   */
  private List<Finding> mistakesOf(ApiDefinition draft, DefinitionFile file) {
    try {
      CompiledApi compiled = compile(draft, file.fingerprint(), file.file(), globals);
      drop(compiled);
      return Wait.told(compiled.waits());
    } catch (Refusal refusal) {
      return refusal.findings();
    }
  }

  private boolean upToDate(CompiledApi api, DefinitionFile file) {
    return api.fingerprint().equals(file.fingerprint())
        && api.globals().equals(globals)
        && api.waits().isEmpty()
        && allOffered(api);
  }

  private boolean allOffered(CompiledApi api) {
    return api.used().values().stream().allMatch(set -> set.stream().allMatch(offers::stillOffers));
  }

  private FileState compiled(
      DefinitionFile file, ApiDefinition api, @Nullable CompiledApi serving) {
    try {
      CompiledApi compiled = compile(api, file.fingerprint(), file.file(), globals);
      if (compiled.waits().isEmpty() || serving == null) {
        return new FileState(file, Optional.of(compiled), List.of());
      }
      // a name nobody offers yet must not take down what serves: the edit waits instead
      boolean edited =
          !serving.fingerprint().equals(file.fingerprint()) || !serving.globals().equals(globals);
      Optional<CompiledApi> kept = edited ? retained(serving) : Optional.empty();
      if (kept.isPresent() && kept.get().waits().isEmpty()) {
        drop(compiled);
        return new FileState(file, kept, Wait.findings(compiled.waits()));
      }
      kept.ifPresent(this::drop);
      return new FileState(file, Optional.of(compiled), List.of());
    } catch (Refusal refusal) {
      return new FileState(file, retained(serving), refusal.findings());
    }
  }

  /** What served, in a form that works with what is offered now; empty where there is none. */
  private Optional<CompiledApi> retained(@Nullable CompiledApi serving) {
    if (serving == null) {
      return Optional.empty();
    }
    if (allOffered(serving) && serving.waits().isEmpty()) {
      return Optional.of(serving);
    }
    try {
      return Optional.of(
          compile(
              serving.definition(),
              serving.fingerprint(),
              Path.of(serving.definition().place().file()),
              serving.globals()));
    } catch (Refusal refusal) {
      return Optional.empty();
    }
  }

  private CompiledApi compile(
      ApiDefinition api, String fingerprint, Path file, List<PolicyDefinition> withGlobals)
      throws Refusal {
    Path folder = file.toAbsolutePath().getParent();
    CompiledApi compiled =
        compiler.compile(
            api, fingerprint, folder == null ? Path.of("/") : folder, withGlobals, offers);
    fresh.add(compiled);
    return compiled;
  }

  private void drop(CompiledApi compiled) {
    if (fresh.remove(compiled)) {
      compiled.close();
    }
  }

  /** Routes that serve already come first, so that an ambiguity is the newcomer's. */
  private List<RouteEntry<CompiledRoute>> entries(Map<Path, FileState> files) {
    List<RouteEntry<CompiledRoute>> entries = new ArrayList<>();
    files.values().stream()
        .flatMap(f -> f.serving().stream())
        .sorted(Comparator.comparing(this::isNewcomer))
        .forEach(api -> entries.addAll(api.routes()));
    return entries;
  }

  private boolean isNewcomer(CompiledApi api) {
    return fresh.contains(api)
        && before.values().stream()
            .noneMatch(
                f ->
                    f.serving().isPresent()
                        && f.serving().get().fingerprint().equals(api.fingerprint())
                        && f.serving().get().definition().name().equals(api.definition().name()));
  }

  private void refuse(Map<Path, FileState> files, AmbiguousRouteException ambiguous) {
    FileState state =
        files.values().stream()
            .filter(f -> f.serving().isPresent())
            .filter(f -> f.serving().get().routes().contains(ambiguous.entry()))
            .findFirst()
            .orElseThrow(() -> ambiguous);
    CompiledApi refused = state.serving().orElseThrow();
    drop(refused);
    Finding finding = Matches.ambiguous(refused.definition(), ambiguous);
    // refused once already, it is the previous version itself that cannot stay
    Optional<CompiledApi> previous =
        refusedFiles.add(state.newest().file())
            ? Optional.ofNullable(before.get(state.newest().file()))
                .flatMap(FileState::serving)
                .filter(p -> !p.equals(refused))
            : Optional.empty();
    files.put(
        state.newest().file(),
        new FileState(state.newest(), retained(previous.orElse(null)), List.of(finding)));
  }
}
