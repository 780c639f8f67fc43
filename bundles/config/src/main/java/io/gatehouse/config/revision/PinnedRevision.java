package io.gatehouse.config.revision;

import io.gatehouse.api.revision.RevisionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revision that was rolled back to, if one was: what serves instead of what lies in the
 * folders, over restarts. Confined to the control thread, but for {@link #number}.
 */
public final class PinnedRevision {

  private static final Logger log = LoggerFactory.getLogger(PinnedRevision.class);

  private final Path base;
  private final RevisionHistory history;
  private final ContentStore store;
  private volatile Optional<Pin> pin = Optional.empty();
  private Map<Path, Path> contents = Map.of();

  private PinnedRevision(Path base, ContentStore store) {
    this.base = base;
    this.history = new RevisionHistory(base);
    this.store = store;
  }

  /** As it was left when the gateway ended. */
  static PinnedRevision resumed(Path base, ContentStore store) {
    PinnedRevision resumed = new PinnedRevision(base, store);
    Pin.read(KeptContents.folder(base)).ifPresent(resumed::resume);
    return resumed;
  }

  private void resume(Pin held) {
    try {
      contents = contents(held.revision());
      pin = Optional.of(held);
    } catch (RevisionException e) {
      log.atError()
          .addKeyValue("revision", held.revision())
          .addKeyValue("reason", e.getMessage())
          .log("A rollback is over: what lies in the folders is taken");
      release();
    }
  }

  /** Its number, while there is one. On any thread. */
  public OptionalLong number() {
    return pin.map(held -> OptionalLong.of(held.revision())).orElseGet(OptionalLong::empty);
  }

  /** What each file is to serve with; empty while nothing is pinned. */
  public Map<Path, Path> contents() {
    return contents;
  }

  /** Whether files in the folders stand otherwise than when the revision was pinned. */
  public boolean isEdited(SortedMap<String, String> stamps) {
    return pin.filter(held -> !held.isOf(stamps)).isPresent();
  }

  /**
   * Pins a revision, in place of one that is.
   *
   * @param stamps how the files in the folders stand
   * @throws RevisionException if not all of it is kept; nothing has changed then
   */
  public void pin(long number, SortedMap<String, String> stamps) throws RevisionException {
    Map<Path, Path> all = contents(number);
    Pin next = new Pin(number, stamps);
    try {
      next.write(KeptContents.folder(base));
    } catch (IOException e) {
      throw new RevisionException(
          "The rollback cannot be kept for the next start: "
              + e
              + ". Make data/ writable, with room on its disk.");
    }
    pin = Optional.of(next);
    contents = all;
  }

  /** Ends it. */
  public void release() {
    pin = Optional.empty();
    contents = Map.of();
    try {
      Pin.remove(KeptContents.folder(base));
    } catch (IOException e) {
      log.atError()
          .addKeyValue("reason", e.toString())
          .addKeyValue("remedy", "remove data/revisions/pinned before the next start")
          .log("A rollback that is over cannot be forgotten");
    }
  }

  private Map<Path, Path> contents(long number) throws RevisionException {
    Map<Path, Path> all = new TreeMap<>();
    for (Map.Entry<String, String> part : history.revision(number).contents().entrySet()) {
      Path content =
          store
              .find(part.getValue())
              .orElseThrow(
                  () ->
                      new RevisionException(
                          "Revision "
                              + number
                              + " is not whole any more: what "
                              + part.getKey()
                              + " held is gone from data/revisions/contents."));
      all.put(base.resolve(part.getKey()), content);
    }
    return all;
  }
}
