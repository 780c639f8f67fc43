package io.gatehouse.core.control;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.util.List;

/** Ends a compilation that found mistakes; carries all of them. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  Refusal(List<Finding> findings) {
    super(findings.toString());
    this.findings = List.copyOf(findings);
  }

  static Refusal of(Place place, String problem, String remedy) {
    return new Refusal(List.of(new Finding(place, problem, remedy)));
  }

  List<Finding> findings() {
    return findings;
  }
}
