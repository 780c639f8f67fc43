package io.gatehouse.core.control;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.RouteTable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A revision that could serve: made aside, then switched to or thrown away.
 *
 * @param fresh what was compiled for it
 * @param ofGlobals what is wrong with the global policies
 */
record Plan(
    Map<Path, FileState> files,
    RouteTable<CompiledRoute> table,
    Set<CompiledApi> fresh,
    List<Finding> ofGlobals) {

  /** What serves fully before this plan and would not with it. */
  List<Finding> losses(Map<Path, FileState> before) {
    return files.entrySet().stream()
        .filter(e -> before.containsKey(e.getKey()) && before.get(e.getKey()).servesFully())
        .filter(e -> !e.getValue().servesFully())
        .flatMap(
            e ->
                e.getValue().findings().isEmpty()
                    ? e.getValue().serving().stream()
                        .flatMap(api -> Wait.findings(api.waits()).stream())
                    : e.getValue().findings().stream())
        .toList();
  }

  /** Everything that serves with this plan. */
  Set<CompiledApi> serving() {
    Set<CompiledApi> all = new HashSet<>();
    files.values().forEach(f -> f.serving().ifPresent(all::add));
    return all;
  }

  /** Gives up what was compiled for a plan that nobody will switch to. */
  void abandon() {
    fresh.forEach(CompiledApi::close);
  }
}
