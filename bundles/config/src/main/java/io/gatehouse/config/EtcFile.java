package io.gatehouse.config;

import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.Mistake;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file of {@code etc/} that there is one of, in YAML or JSON. */
final class EtcFile {

  private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

  private final DropFolders folders;
  private final DocumentReader reader;
  private final String name;
  private final Set<Path> present = new HashSet<>();

  EtcFile(DropFolders folders, DocumentReader reader, String name) {
    this.folders = folders;
    this.reader = reader;
    this.name = name;
  }

  /** Takes note of what the watch tells. */
  void changed(Set<Path> came, Set<Path> gone) {
    present.removeAll(gone);
    present.addAll(came);
  }

  /** The names it may have, for the watch. */
  Set<String> names() {
    return Set.copyOf(SUFFIXES.stream().map(suffix -> name + suffix).toList());
  }

  /** Where it is, or would be. */
  Path path() {
    return SUFFIXES.stream()
        .map(this::with)
        .filter(present::contains)
        .findFirst()
        .orElseGet(() -> with(SUFFIXES.getFirst()));
  }

  private boolean isThere() {
    return present.contains(path());
  }

  String display() {
    return folders.display(path());
  }

  /** Where its newest version is read. */
  Path content() {
    return folders.contents().taken(path());
  }

  /** Takes note that its newest version serves. */
  void serves() {
    if (isThere()) {
      folders.contents().serves(path(), content());
    }
  }

  /** What served when the gateway ended, where that was another version. */
  Optional<Document> before() {
    return isThere()
        ? folders
            .contents()
            .before(path())
            .filter(before -> !before.equals(content()))
            .map(before -> reader.read(before, display()))
        : Optional.empty();
  }

  /** Its newest version, if there is one; tells of others that are not read. */
  Optional<Document> read() {
    Path path = path();
    for (String suffix : SUFFIXES) {
      Path other = with(suffix);
      if (!other.equals(path) && present.contains(other)) {
        folders.report(
            other,
            List.of(
                Mistake.at(
                    Place.of(folders.display(other)),
                    "the file is not read, because there is " + folders.display(path),
                    "Remove one of the two")));
      }
    }
    return isThere()
        ? Optional.of(reader.read(content(), folders.display(path)))
        : Optional.empty();
  }

  private Path with(String suffix) {
    return folders.base().resolve("etc").resolve(name + suffix);
  }
}
