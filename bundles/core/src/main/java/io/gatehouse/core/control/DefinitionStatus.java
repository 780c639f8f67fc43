package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.RouteEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says how APIs, their routes and targets are doing. */
final class DefinitionStatus {

  private final DropFolders folders;

  DefinitionStatus(DropFolders folders) {
    this.folders = folders;
  }

  List<StatusEntry> of(Collection<FileState> files) {
    List<StatusEntry> entries = new ArrayList<>();
    for (FileState state : files) {
      String source = folders.display(state.newest().file());
      entries.add(
          new StatusEntry("api", name(state), state.state(), source, detail(state), wrong(state)));
      state.serving().ifPresent(api -> addRoutes(entries, api, source));
      state
          .serving()
          .ifPresent(api -> api.upstreams().values().forEach(u -> entries.addAll(u.status())));
    }
    return entries;
  }

  private static String name(FileState state) {
    if (state.newest().content() instanceof DefinitionFile.Content.Parsed(ApiDefinition api)) {
      return api.name();
    }
    Path file = state.newest().file().getFileName();
    return state
        .serving()
        .map(api -> api.definition().name())
        .orElse(file == null ? "" : file.toString());
  }

  private static String detail(FileState state) {
    return switch (state.state()) {
      case SERVING -> "";
      case REFUSED -> "the file is mistaken, and no earlier version serves";
      case WAITING -> waiting(state.serving().orElseThrow());
      case DEGRADED -> degradation(state);
    };
  }

  private static String degradation(FileState state) {
    if (!state.current()) {
      return "an earlier version serves: the newest one cannot";
    }
    return state.waitingRoutes() == 0
        ? "names a policy that nobody offers and no route uses"
        : state.waitingRoutes() + " of its routes wait for what they need";
  }

  /** A script that is refused says why itself. */
  private static String waiting(CompiledApi api) {
    List<String> scripts = Wait.scripts(api.waits());
    if (api.waits().isEmpty()) {
      return "waits for "
          + api.routes().stream()
              .flatMap(route -> route.target().waitsFor().stream())
              .distinct()
              .collect(Collectors.joining(", and "));
    }
    return scripts.isEmpty()
        ? "waits for what it needs"
        : "waits for " + String.join(", ", scripts) + ", which is refused or not loaded yet";
  }

  private static List<Finding> wrong(FileState state) {
    return state.findings().isEmpty()
        ? state.serving().map(api -> Wait.told(api.waits())).orElse(List.of())
        : state.findings();
  }

  private static void addRoutes(List<StatusEntry> entries, CompiledApi api, String source) {
    for (RouteEntry<CompiledRoute> route : api.routes()) {
      Optional<String> waits = route.target().waitsFor();
      entries.add(
          new StatusEntry(
              "route",
              route.name(),
              waits.isPresent() ? State.WAITING : State.SERVING,
              source,
              waits.map(what -> "waits for " + what).orElse(""),
              List.of()));
    }
  }
}
