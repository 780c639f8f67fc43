package io.gatehouse.api.revision;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The revisions of what serves: settings, consumers, definitions, scripts and bundles, by content.
 * Every change of what serves makes one. A service; thread-safe.
 */
@ProviderType
public interface Revisions {

  /** Those that are kept, the newest first: it is the one that serves. */
  List<RevisionSummary> all();

  /** The revision that was rolled back to, for as long as that holds. */
  OptionalLong pinned();

  /**
   * What is different from one side to the other, in order of file names. May read many files.
   *
   * @throws RevisionException if a side is not kept any more
   */
  List<FileDifference> differences(Side from, Side to) throws RevisionException;

  /**
   * Has everything serve as it did in a revision, whatever lies in the folders, until one of the
   * files there is edited; over restarts too.
   *
   * @param patience how long to wait until it serves
   * @return completed when it does, or cannot in that time; any thread may complete it. Fails with
   *     a {@link RevisionException} if that revision is not kept, and nothing has changed then.
   */
  CompletionStage<RollbackReport> rollBack(long revision, Duration patience);

  /**
   * Ends a rollback without an edit: what lies in the folders is taken.
   *
   * @return whether there was one to end
   */
  CompletionStage<Boolean> release();

  /** Something that can be compared. */
  sealed interface Side {

    /** What served in a revision. */
    record Numbered(long revision) implements Side {}

    /** What serves now. */
    record Serving() implements Side {}

    /** What lies in the folders now, whether it serves or not. */
    record Folders() implements Side {}
  }
}
