package io.gatehouse.config.revision;

import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.api.revision.RevisionSummary;
import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.revision.Revisions.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells of the revisions that are kept, from what is on disk. Stateless; any thread. */
public final class RevisionHistory {

  private final Path base;
  private final RevisionFiles files;
  private final ContentStore store;

  /** Of this installation. */
  public RevisionHistory(Path base) {
    this.base = base;
    this.files = new RevisionFiles(KeptContents.folder(base));
    this.store = ContentStore.of(base);
  }

  /** The newest first. */
  public List<RevisionSummary> all() {
    List<RevisionSummary> all = new ArrayList<>();
    @Nullable Revision before = null;
    for (long number : files.numbers()) {
      Optional<Revision> read = files.read(number);
      if (read.isPresent()) {
        Revision revision = read.get();
        all.addFirst(
            new RevisionSummary(
                number,
                revision.since(),
                before == null
                    ? List.of()
                    : ContentChanges.between(before.contents(), revision.contents()),
                revision.rollbackTo()));
        before = revision;
      }
    }
    return all;
  }

  /** One that is kept. */
  Revision revision(long number) throws RevisionException {
    Optional<Revision> revision = files.read(number);
    if (revision.isPresent()) {
      return revision.get();
    }
    NavigableSet<Long> kept = files.numbers();
    throw new RevisionException(
        "There is no revision "
            + number
            + ": "
            + (kept.isEmpty()
                ? "none is kept yet."
                : "those from " + kept.first() + " to " + kept.last() + " are kept."));
  }

  /** The files that are different, in order of their names. */
  public List<String> changed(Side from, Side to) throws RevisionException {
    return ContentChanges.between(compared(from).digests(), compared(to).digests()).stream()
        .map(FileChange::file)
        .toList();
  }

  /** What is different, in order of file names. */
  public List<FileDifference> differences(Side from, Side to) throws RevisionException {
    Compared before = compared(from);
    Compared after = compared(to);
    List<FileDifference> differences = new ArrayList<>();
    for (FileChange change : ContentChanges.between(before.digests(), after.digests())) {
      String file = change.file();
      if (before.lost(file) || after.lost(file)) {
        differences.add(
            new FileDifference(
                file, change.kind(), List.of(), "what it held is not kept any more"));
        continue;
      }
      differences.add(
          new FileText(before.label(), before.contents().get(file))
              .differenceTo(new FileText(after.label(), after.contents().get(file)), change));
    }
    return differences;
  }

  /** A side: what each file is there, and where it can be read. */
  private record Compared(
      String label, SortedMap<String, String> digests, SortedMap<String, Path> contents) {

    boolean lost(String file) {
      return digests.containsKey(file) && !contents.containsKey(file);
    }
  }

  private Compared compared(Side side) throws RevisionException {
    return switch (side) {
      case Side.Numbered(long number) -> compared(revision(number));
      case Side.Serving() -> compared(revision(newest()));
      case Side.Folders() -> {
        SortedMap<String, Path> parts = inFolders();
        SortedMap<String, String> digests = new TreeMap<>();
        parts.forEach(
            (name, file) ->
                ContentStore.digest(file).ifPresent(digest -> digests.put(name, digest)));
        yield new Compared("in the folders", digests, parts);
      }
    };
  }

  private SortedMap<String, Path> inFolders() throws RevisionException {
    try {
      return RevisionPart.in(base);
    } catch (IOException e) {
      throw new RevisionException("What lies in the folders cannot be listed: " + e);
    }
  }

  private Compared compared(Revision revision) {
    SortedMap<String, Path> contents = new TreeMap<>();
    revision
        .contents()
        .forEach((file, digest) -> store.find(digest).ifPresent(kept -> contents.put(file, kept)));
    return new Compared("revision " + revision.number(), revision.contents(), contents);
  }

  private long newest() throws RevisionException {
    NavigableSet<Long> kept = files.numbers();
    if (kept.isEmpty()) {
      throw new RevisionException("There is no revision yet: nothing serves.");
    }
    return kept.last();
  }
}
