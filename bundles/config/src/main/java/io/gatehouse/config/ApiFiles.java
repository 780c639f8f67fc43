package io.gatehouse.config;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.DefinitionFile;
import io.gatehouse.api.definition.DefinitionFile.Content;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.config.document.ApiReader;
import io.gatehouse.config.document.Reading;
import io.gatehouse.config.read.Document;
import io.gatehouse.config.read.DocumentReader;
import io.gatehouse.config.read.Mistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of {@code apis/} in their newest versions. A name belongs to the file that had it
 * first, at start to the one that sorts first, for as long as a version with it may serve. Confined
 * to the control thread.
 */
final class ApiFiles {

  private final DocumentReader documents;
  private final ApiReader reader;
  private final DropFolders folders;
  private final Map<Path, Read> files = new TreeMap<>();
  private final Map<String, Path> owners = new HashMap<>();

  /** A file as read last. */
  private record Read(Path content, Document document, Reading<ApiDefinition> reading) {
    Optional<String> name() {
      return reading.value().map(ApiDefinition::name);
    }

    /** The name that a file has that cannot be used for another reason. */
    Optional<String> draftName() {
      return reading.value().isPresent()
          ? Optional.empty()
          : reading.draft().map(ApiDefinition::name);
    }
  }

  ApiFiles(DocumentReader documents, ApiReader reader, DropFolders folders) {
    this.documents = documents;
    this.reader = reader;
    this.folders = folders;
  }

  void changed(Set<Path> present, Set<Path> gone) {
    gone.forEach(files::remove);
    owners.values().removeAll(gone);
    for (Path file : present) {
      read(file, folders.contents().taken(file));
    }
  }

  private void read(Path file, Path content) {
    Document document = documents.read(content, folders.display(file));
    files.put(file, new Read(content, document, reader.read(document)));
  }

  /**
   * Reads these as they were when the gateway ended, where they were different.
   *
   * @param refused as an operator would say them
   * @return those that are
   */
  Set<Path> readBefore(Set<String> refused) {
    Map<Path, Path> before = new TreeMap<>();
    files.forEach(
        (file, read) -> {
          if (refused.contains(folders.display(file))) {
            folders
                .contents()
                .before(file)
                .filter(content -> !content.equals(read.content()))
                .ifPresent(content -> before.put(file, content));
          }
        });
    before.forEach(this::read);
    return before.keySet();
  }

  /** The files that refer to something outside them. */
  Set<Path> referring() {
    return Set.copyOf(
        files.entrySet().stream()
            .filter(file -> file.getValue().document().refers())
            .map(Map.Entry::getKey)
            .toList());
  }

  /** All of them, in order of their names. */
  List<DefinitionFile> definitions() {
    claimNames();
    Map<String, Path> claims = new HashMap<>(owners);
    List<DefinitionFile> definitions = new ArrayList<>();
    files.forEach(
        (file, read) -> {
          read.draftName().ifPresent(name -> claims.putIfAbsent(name, file));
          definitions.add(definition(file, read, claims));
        });
    return definitions;
  }

  /**
   * Gives free names away until nobody wants one: a name that is given up may be the next's. Where
   * core refuses the version that gave it up, the version before serves on under that name, and
   * core lets the next wait.
   */
  private void claimNames() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<Path, Read> file : files.entrySet()) {
        Optional<String> name = file.getValue().name();
        if (name.isPresent() && !owners.containsKey(name.get())) {
          owners.values().remove(file.getKey());
          owners.put(name.get(), file.getKey());
          changed = true;
        }
      }
    }
  }

  private DefinitionFile definition(Path file, Read read, Map<String, Path> claims) {
    String fingerprint = read.document().fingerprint();
    if (read.reading().value().isEmpty()) {
      List<Finding> findings = new ArrayList<>(read.reading().findings());
      read.reading()
          .draft()
          .filter(draft -> !file.equals(claims.getOrDefault(draft.name(), file)))
          .ifPresent(draft -> findings.add(taken(read, draft, claims)));
      return new DefinitionFile(
          file,
          read.content(),
          fingerprint,
          new Content.Unparsable(findings),
          read.reading().draft());
    }
    ApiDefinition api = read.reading().value().get();
    if (file.equals(claims.getOrDefault(api.name(), file))) {
      return new DefinitionFile(file, read.content(), fingerprint, new Content.Parsed(api));
    }
    return new DefinitionFile(
        file,
        read.content(),
        fingerprint,
        new Content.Unparsable(List.of(taken(read, api, claims))),
        Optional.of(api));
  }

  private Finding taken(Read read, ApiDefinition api, Map<String, Path> claims) {
    return Mistake.at(
        placeOfName(read.document(), api.place()),
        "the API name '"
            + api.name()
            + "' is taken by "
            + folders.display(claims.getOrDefault(api.name(), Path.of(""))),
        "Give it another name, or remove one of the two files.");
  }

  private static Place placeOfName(Document document, Place otherwise) {
    return document.root().orElseThrow() instanceof ConfigNode.Mapping root
        ? root.get("api").map(ConfigNode::place).orElse(otherwise)
        : otherwise;
  }
}
