package io.gatehouse.core.control;

import io.gatehouse.api.watch.DropFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether there is a script for a policy type, be it refused: then the type itself is no mistake.
 */
final class ScriptFiles {

  private static final List<String> SUFFIXES = List.of(".js", ".mjs");

  private final DropFolders folders;

  ScriptFiles(DropFolders folders) {
    this.folders = folders;
  }

  /** The file that offers the type when it is mended. */
  Optional<String> of(String type) {
    Path folder = folders.base().resolve("policies");
    return SUFFIXES.stream()
        .map(suffix -> folder.resolve(type + suffix))
        .filter(Files::isRegularFile)
        .map(folders::display)
        .findFirst();
  }
}
