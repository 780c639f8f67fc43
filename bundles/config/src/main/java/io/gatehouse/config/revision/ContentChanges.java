package io.gatehouse.config.revision;

import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.revision.RevisionSummary.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares files by the digests of their contents. */
final class ContentChanges {

  private static final int SAID = 5;

  private ContentChanges() {}

  /** In order of names. */
  static List<FileChange> between(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    List<FileChange> changes = new ArrayList<>();
    for (String name : names) {
      if (!before.containsKey(name)) {
        changes.add(new FileChange(name, Kind.ADDED));
      } else if (!after.containsKey(name)) {
        changes.add(new FileChange(name, Kind.REMOVED));
      } else if (!before.get(name).equals(after.get(name))) {
        changes.add(new FileChange(name, Kind.CHANGED));
      }
    }
    return changes;
  }

  /** For the log: the first of them. */
  static String said(List<FileChange> changes) {
    String first =
        changes.stream()
            .limit(SAID)
            .map(change -> change.file() + ' ' + change.kind().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return changes.size() > SAID ? first + " and " + (changes.size() - SAID) + " more" : first;
  }
}
