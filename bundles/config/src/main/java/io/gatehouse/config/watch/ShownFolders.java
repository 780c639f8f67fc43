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
  private SortedMap<String, FileState> standing = new TreeMap<>();

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

  /**
   * Shows a revision from the next look on.
   *
   * @throws RevisionException if it cannot be; nothing has changed then
   */
  void pin(long revision) throws RevisionException {
    SortedMap<String, FileState> now;
    try {
      now = standing();
    } catch (IOException e) {
      throw new RevisionException("What lies in the folders cannot be listed: " + e);
    }
    pinned.pin(revision, stamps(now));
    standing = now;
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

  /** Goes on with what was pinned when the gateway ended, unless a file was edited since. */
  void resume() {
    OptionalLong revision = pinned.number();
    try {
      standing = standing();
      if (revision.isPresent() && pinned.isEdited(stamps(standing))) {
        end(revision.getAsLong());
      }
    } catch (IOException unlisted) {
      log.atDebug().setCause(unlisted).log("A folder cannot be listed");
    }
  }

  void releaseIfEdited() {
    OptionalLong revision = pinned.number();
    if (revision.isEmpty()) {
      return;
    }
    try {
      if (!standing().equals(standing)) {
        end(revision.getAsLong());
      }
    } catch (IOException unlisted) {
      log.atDebug().setCause(unlisted).log("A folder cannot be listed");
    }
  }

  private void end(long revision) {
    release();
    log.atWarn()
        .addKeyValue("revision", revision)
        .log("A file was edited: the rollback is over, what lies in the folders is taken");
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
  private SortedMap<String, FileState> standing() throws IOException {
    SortedMap<String, FileState> states = new TreeMap<>();
    RevisionPart.in(base)
        .forEach((name, file) -> FileState.of(file).ifPresent(state -> states.put(name, state)));
    return states;
  }

  private static SortedMap<String, String> stamps(SortedMap<String, FileState> standing) {
    SortedMap<String, String> stamps = new TreeMap<>();
    standing.forEach((name, state) -> stamps.put(name, state.stamp()));
    return stamps;
  }
}
