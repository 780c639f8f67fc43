package io.gatehouse.policy.script;

import io.gatehouse.api.watch.DropFolders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Which contents of scripts, and of what they import, are new, serve, and served before. */
final class ScriptContents {

  private final DropFolders folders;
  private Map<Path, Path> modules = Map.of();

  ScriptContents(DropFolders folders) {
    this.folders = folders;
  }

  /** Where the newest content of the file is read. */
  Path taken(Path file) {
    return folders.contents().taken(file);
  }

  /** Takes note of what may be imported from now on. On the control thread. */
  void changed(Set<Path> present, Set<Path> gone) {
    Map<Path, Path> next = new HashMap<>(modules);
    next.keySet().removeAll(gone);
    present.forEach(file -> next.put(file, taken(file)));
    modules = Map.copyOf(next);
  }

  /**
   * Where each import is read, as of now: the same for as long as a version is loaded, on whichever
   * thread, and while a revision is pinned not what lies there. On the control thread.
   */
  UnaryOperator<Path> modules() {
    Map<Path, Path> now = modules;
    return module -> now.getOrDefault(module, module);
  }

  /** What served of the file when the gateway ended. */
  Optional<Path> before(Path file) {
    return folders.contents().before(file);
  }

  /** What served when the gateway ended where there is such, else the file itself. */
  Path beforeOrNow(Path file) {
    return before(file).orElse(file);
  }

  /** Whether the file is another than what served when the gateway ended. */
  boolean isEdited(Path file) {
    return before(file).filter(content -> !content.equals(taken(file))).isPresent();
  }

  /**
   * A script serves with what it imports.
   *
   * @param content where the script is read
   * @param moduleContent where an import is read
   */
  void serves(Path file, Path content, ScriptVersion version, UnaryOperator<Path> moduleContent) {
    folders.contents().serves(file, content);
    for (Path module : version.module().files().dependencies()) {
      folders.contents().serves(module, moduleContent.apply(module));
    }
  }
}
