package io.gatehouse.it.hostile;

import java.util.List;

/**
 * What came of something hostile.
 *
 * @param id in the list of bad inputs
 * @param violations what was not as it must be; empty where all was
 */
public record Outcome(String id, String title, List<String> violations) {

  public Outcome {
    violations = List.copyOf(violations);
  }

  public boolean holds() {
    return violations.isEmpty();
  }

  @Override
  public String toString() {
    return id + ' ' + title + (holds() ? "" : ": " + String.join("; ", violations));
  }
}
