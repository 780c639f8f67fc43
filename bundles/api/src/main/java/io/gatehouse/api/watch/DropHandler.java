package io.gatehouse.api.watch;

import java.nio.file.Path;
import java.util.Set;

/** Takes what was dropped. */
@FunctionalInterface
public interface DropHandler {

  /**
   * Files that came, changed or went together. Never empty except for the first call, which is made
   * even where there is no file.
   *
   * @param present new or changed, and complete
   * @param gone removed
   */
  void changed(Set<Path> present, Set<Path> gone);
}
