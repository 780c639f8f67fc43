package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.util.List;

/** A script cannot serve; the findings say why. */
final class ScriptRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  ScriptRefusedException(List<Finding> findings) {
    super(findings.toString(), null, false, false);
    this.findings = List.copyOf(findings);
  }

  ScriptRefusedException(Place place, String problem, String remedy) {
    this(List.of(new Finding(place, problem, remedy)));
  }

  List<Finding> findings() {
    return findings;
  }
}
