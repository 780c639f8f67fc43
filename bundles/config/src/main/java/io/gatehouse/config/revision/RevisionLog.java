package io.gatehouse.config.revision;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The revisions that were written, and the next. What cannot be read is left out, and the one
 * before it counts. Confined to the control thread.
 */
final class RevisionLog {

  /** How many are kept. */
  static final int KEPT = 100;

  private final RevisionFiles files;
  private final NavigableSet<Long> numbers;
  private Optional<Revision> last = Optional.empty();

  /** Looks which there are, and reads the last. */
  RevisionLog(RevisionFiles files) {
    this.files = files;
    this.numbers = files.numbers();
    for (long number : numbers.descendingSet()) {
      last = files.read(number);
      if (last.isPresent()) {
        break;
      }
    }
  }

  /** The newest that can be read. */
  Optional<Revision> last() {
    return last;
  }

  /** The number that the next one gets. */
  long next() {
    return numbers.isEmpty() ? 1 : numbers.last() + 1;
  }

  /**
   * The contents that any of them refers to.
   *
   * @throws IOException where one cannot be read now; it may be later
   */
  Set<String> referred() throws IOException {
    Set<String> digests = new HashSet<>();
    for (long number : numbers) {
      files.readOrThrow(number).ifPresent(each -> digests.addAll(each.contents().values()));
    }
    return digests;
  }

  /**
   * Adds one; the oldest goes when there are too many.
   *
   * @param pinned stays, however old it is
   */
  void add(Revision revision, OptionalLong pinned) throws IOException {
    files.write(revision);
    numbers.add(revision.number());
    last = Optional.of(revision);
    Iterator<Long> oldest = numbers.iterator();
    for (int over = numbers.size() - KEPT; over > 0 && oldest.hasNext(); ) {
      long number = oldest.next();
      if (!pinned.equals(OptionalLong.of(number))) {
        files.remove(number);
        oldest.remove();
        over--;
      }
    }
  }
}
