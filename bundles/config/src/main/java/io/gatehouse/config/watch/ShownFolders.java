package io.gatehouse.config.watch;

import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.config.revision.KeptContents;
import io.gatehouse.config.revision.PinnedRevision;
import io.gatehouse.config.revision.RevisionPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders as handlers are shown them: as they are, or, while a revision is pinned, with the
 * files of that revision instead of those that lie there. Confined to the control thread.
 */
final class ShownFolders {

  private static final Logger log = LoggerFactory.getLogger(ShownFolders.class);

  private final Path base;
  private final KeptContents kept;
  private final PinnedRevision pinned;
  private final List<WatchedFolder> folders;
  private final Map<Path, FileState> instead = new HashMap<>();

  /**
   * Shows what was pinned when the gateway ended, if something was.
   *
   * @param folders that are watched, whenever they are asked for
   */
  ShownFolders(Path base, KeptContents kept, List<WatchedFolder> folders) {
    this.base = base;
    this.kept = kept;
    this.pinned = kept.pinned();
    this.folders = folders;
    show(Map.of());
  }

  /** Shows a revision from the next look on. */
  void pin(long revision) throws RevisionException {
    release();
    try {
      pinned.pin(revision, stamps());
    } catch (IOException e) {
      throw new RevisionException("What lies in the folders cannot be listed: " + e);
    }
    Map<Path, FileState> told = new HashMap<>();
    pinned
        .contents()
        .forEach(
            (file, content) ->
                told(file)
                    .filter(state -> content.equals(kept.taken(file)))
                    .ifPresent(state -> told.put(file, state)));
    show(told);
    log.atWarn().addKeyValue("revision", revision).log("Rolled back, until a file is edited");
  }

  /** Shows the folders as they are from the next look on; whether it did not before. */
  boolean release() {
    if (pinned.number().isEmpty()) {
      return false;
    }
    pinned
        .contents()
        .forEach(
            (file, content) ->
                FileState.of(file)
                    .filter(state -> kept.lies(file, content))
                    .ifPresent(state -> folders.forEach(folder -> folder.standsAs(file, state))));
    pinned.release();
    return true;
  }

  void releaseIfEdited() {
    OptionalLong revision = pinned.number();
    if (revision.isPresent() && isEdited()) {
      release();
      log.atWarn()
          .addKeyValue("revision", revision.getAsLong())
          .log("A file was edited: the rollback is over, what lies in the folders is taken");
    }
  }

  private boolean isEdited() {
    try {
      return pinned.isEdited(stamps());
    } catch (IOException unlisted) {
      return false;
    }
  }

  private Optional<FileState> told(Path file) {
    return folders.stream()
        .map(folder -> Optional.ofNullable(folder.told(file)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Shows what is pinned.
   *
   * @param told how handlers know files that hold what is pinned already: these do not change
   */
  private void show(Map<Path, FileState> told) {
    instead.clear();
    pinned
        .contents()
        .forEach(
            (file, content) -> instead.put(file, told.getOrDefault(file, FileState.kept(content))));
  }

  /** What is in a folder; empty where that cannot be known, which does not mean files are gone. */
  Optional<Map<Path, FileState>> list(Path folder) {
    Optional<Map<Path, FileState>> lies = WatchedFolder.list(folder);
    if (pinned.number().isEmpty() || lies.isEmpty()) {
      return lies;
    }
    Map<Path, FileState> shown = new HashMap<>(lies.get());
    shown.keySet().removeIf(file -> RevisionPart.is(base, file));
    instead.forEach(
        (file, state) -> {
          if (folder.equals(file.getParent())) {
            shown.put(file, state);
          }
        });
    return Optional.of(shown);
  }

  /** How the files stand that lie in the folders, by name. */
  private SortedMap<String, String> stamps() throws IOException {
    SortedMap<String, String> stamps = new TreeMap<>();
    RevisionPart.in(base)
        .forEach(
            (name, file) -> FileState.of(file).ifPresent(state -> stamps.put(name, state.stamp())));
    return stamps;
  }
}
