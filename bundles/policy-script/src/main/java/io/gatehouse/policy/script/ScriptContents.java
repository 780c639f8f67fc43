package io.gatehouse.policy.script;

import io.gatehouse.api.watch.DropFolders;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which contents of scripts, and of what they import, are new, serve, and served before. */
final class ScriptContents {

  private final DropFolders folders;

  ScriptContents(DropFolders folders) {
    this.folders = folders;
  }

  /** Where the newest content of the file is read. */
  Path taken(Path file) {
    return folders.contents().taken(file);
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
