package io.gatehouse.core.control;

import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import java.util.List;
import java.util.Optional;

/**
 * How things stand with one file.
 *
 * @param serving the version of its API that serves, if any does
 * @param findings what is wrong with the newest version; empty when it serves
 */
record FileState(DefinitionFile newest, Optional<CompiledApi> serving, List<Finding> findings) {

  /** Whether what serves was made from the newest version of the file, and of the settings. */
  boolean current() {
    return serving.isPresent()
        && findings.isEmpty()
        && serving.get().fingerprint().equals(newest.fingerprint());
  }

  /** Whether a version serves, with every route. */
  boolean servesFully() {
    return serving.isPresent() && serving.get().waits().isEmpty();
  }

  State state() {
    if (serving.isEmpty()) {
      return State.REFUSED;
    }
    if (!current()) {
      return State.DEGRADED;
    }
    long waiting = waitingRoutes();
    if (serving.get().waits().isEmpty() && waiting == 0) {
      return State.SERVING;
    }
    return waiting == serving.get().routes().size() ? State.WAITING : State.DEGRADED;
  }

  long waitingRoutes() {
    return serving.stream()
        .flatMap(api -> api.routes().stream())
        .filter(entry -> entry.target().waitsFor().isPresent())
        .count();
  }
}
