package io.gatehouse.core.control;

import io.gatehouse.api.definition.Finding;
import java.util.List;
import java.util.Optional;

/**
 * Something that nobody offers yet.
 *
 * @param finding what to say of it where nothing else explains it
 * @param script the file that is to offer it: there, but not loaded yet or refused, which is told
 *     with that file
 */
record Wait(Finding finding, Optional<String> script) {

  /** What is to be said of these waits: nothing where a script has its own findings. */
  static List<Finding> told(List<Wait> waits) {
    return waits.stream().filter(w -> w.script().isEmpty()).map(Wait::finding).toList();
  }

  static List<Finding> findings(List<Wait> waits) {
    return waits.stream().map(Wait::finding).toList();
  }

  /** The scripts among them, for a status to name. */
  static List<String> scripts(List<Wait> waits) {
    return waits.stream().flatMap(w -> w.script().stream()).distinct().sorted().toList();
  }
}
