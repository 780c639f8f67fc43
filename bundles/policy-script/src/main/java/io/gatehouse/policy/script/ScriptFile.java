package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code policies/}: what serves of it and what is wrong with its newest version.
 *
 * @param serving null where no version ever could
 * @param number how many versions served, this one included
 * @param imports what its newest version imports
 */
record ScriptFile(
    Path file,
    String display,
    @Nullable ScriptVersion serving,
    int number,
    List<Finding> findings,
    Set<Path> imports) {

  ScriptFile {
    findings = List.copyOf(findings);
    imports = Set.copyOf(imports);
  }

  /** The owner under which its type is offered. */
  static String owner(String display) {
    return display;
  }

  ScriptFile refused(List<Finding> found, Set<Path> imported) {
    return new ScriptFile(file, display, serving, number, found, imported);
  }

  ScriptFile served(ScriptVersion version) {
    return new ScriptFile(
        file, display, version, number + 1, List.of(), version.module().files().dependencies());
  }

  StatusEntry status(int users) {
    String name = file.getFileName().toString().replaceFirst("\\.js$", "");
    if (serving == null) {
      return new StatusEntry(
          "policy", name, State.REFUSED, display, "no version of it could be loaded", findings);
    }
    Quarantine quarantine = serving.quarantine();
    Duration remaining = quarantine.remaining();
    String detail =
        "version " + number + ", used by " + users + (users == 1 ? " route" : " routes");
    if (quarantine.isPermanent()) {
      detail +=
          "; out of service: a call could not be stopped and holds or held its event loop; "
              + serving.bypass().declaration();
    } else if (!remaining.isZero()) {
      detail +=
          "; out of service for "
              + remaining.toSeconds()
              + " s: stopped too often; "
              + serving.bypass().declaration();
    }
    String passed = serving.bypass().summary();
    if (!passed.isEmpty()) {
      detail += "; " + passed;
    }
    String failures = serving.failures().summary();
    if (!failures.isEmpty()) {
      detail += "; " + failures;
    }
    if (!findings.isEmpty()) {
      detail += "; its newest version is refused";
    }
    boolean well = findings.isEmpty() && remaining.isZero() && !serving.failures().isFailing();
    State state = well ? State.SERVING : State.DEGRADED;
    return new StatusEntry("policy", name, state, display, detail, findings);
  }
}
