package io.gatehouse.deployer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What serves first when the gateway starts: what served when it ended, though the files may be
 * different by now, or gone. Confined to the control thread.
 */
final class FirstFiles {

  private final DroppedFiles dropped;
  private final Set<Path> edited = new HashSet<>();
  private final Set<Path> absent = new HashSet<>();

  FirstFiles(DroppedFiles dropped) {
    this.dropped = dropped;
  }

  /**
   * Takes them.
   *
   * @param present what lies there
   * @param removed what served though it did not, and where its content is
   */
  void take(Set<Path> present, Map<Path, Path> removed) {
    for (Path file : new TreeSet<>(present)) {
      if (dropped.takeBefore(file)) {
        edited.add(file);
      } else {
        dropped.take(file);
      }
    }
    removed.forEach(
        (file, content) -> {
          if (!present.contains(file)) {
            absent.add(file);
            dropped.take(file, content);
          }
        });
  }

  /** These have come or gone since. */
  void forget(Collection<Path> files) {
    edited.removeAll(files);
    absent.removeAll(files);
  }

  /** Those that are different now. */
  Set<Path> edited() {
    return Set.copyOf(edited);
  }

  /** Those that are not there now. */
  Set<Path> absent() {
    return Set.copyOf(absent);
  }
}
