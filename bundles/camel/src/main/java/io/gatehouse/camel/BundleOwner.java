package io.gatehouse.camel;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Whoever has a symbolic name, over all of its versions. Guarded by itself. */
final class BundleOwner {
  private final String name;
  private final Lane lane;
  private @Nullable Bundle bundle;
  private @Nullable RouteContext serving;
  private List<Finding> findings = List.of();

  /** Nobody yet. */
  BundleOwner(String name, Lane lane) {
    this.name = name;
    this.lane = lane;
  }

  synchronized Optional<Bundle> bundle() {
    return Optional.ofNullable(bundle);
  }

  String name() {
    return name;
  }

  Lane lane() {
    return lane;
  }

  synchronized boolean isOf(Bundle asked) {
    return asked.equals(bundle);
  }

  /** Puts these in place of what there was, and gives that. */
  synchronized Optional<RouteContext> put(@Nullable Bundle now, @Nullable RouteContext next) {
    Optional<RouteContext> old = Optional.ofNullable(serving);
    bundle = now;
    serving = next;
    findings = List.of();
    return old;
  }

  /** Puts the old ones back, unless still newer ones serve by now. */
  synchronized boolean giveBack(
      Mounts mounts, RouteContext next, @Nullable Bundle before, RouteContext old) {
    if (!next.equals(serving) || mounts.mount(name, old).isPresent()) {
      return false;
    }
    bundle = before;
    serving = old;
    findings = List.of();
    return true;
  }

  synchronized void complain(RouteContext of, String problem) {
    if (of.equals(serving)) {
      complain(problem);
    }
  }

  synchronized void complain(String problem) {
    findings = List.of(new Finding(Place.of(name), problem, "Mend the bundle and drop it again."));
  }

  synchronized Optional<StatusEntry> status() {
    if (serving == null && findings.isEmpty()) {
      return Optional.empty();
    }
    State state =
        serving == null ? State.REFUSED : findings.isEmpty() ? State.SERVING : State.DEGRADED;
    String detail = serving == null ? findings.getFirst().problem() : serving.summary();
    return Optional.of(new StatusEntry("routes", name, state, "", detail, findings));
  }
}
