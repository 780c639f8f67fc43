package io.gatehouse.admin;

import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionSummary;
import io.gatehouse.api.revision.RevisionSummary.FileChange;
import io.gatehouse.api.revision.RevisionSummary.Kind;
import io.gatehouse.api.revision.Revisions.Side;
import io.gatehouse.api.revision.RollbackReport;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Revisions for people to read. */
final class RevisionText {

  private static final int MOST_CHANGES = 4;

  private RevisionText() {}

  static String of(List<RevisionSummary> revisions, OptionalLong pinned) {
    if (revisions.isEmpty()) {
      return "There is no revision yet: nothing serves.\n";
    }
    StringBuilder text = new StringBuilder();
    for (RevisionSummary revision : revisions) {
      text.append(String.format(Locale.ROOT, "%6d  ", revision.number()))
          .append(revision.since().truncatedTo(ChronoUnit.SECONDS))
          .append("  ")
          .append(changes(revision, revision.number() == revisions.getLast().number()));
      revision.rollbackTo().ifPresent(to -> text.append("  (rollback to ").append(to).append(')'));
      text.append(revision.number() == revisions.getFirst().number() ? "  serves now\n" : "\n");
    }
    pinned.ifPresent(
        to ->
            text.append("Rolled back to ")
                .append(to)
                .append(" until a file is edited, or 'gatehouse apply'.\n"));
    return printable(text);
  }

  private static String changes(RevisionSummary revision, boolean oldest) {
    List<FileChange> changes = revision.changes();
    if (changes.isEmpty()) {
      return oldest ? "the oldest that is kept" : "the same";
    }
    StringBuilder text = new StringBuilder();
    for (FileChange change : changes.subList(0, Math.min(changes.size(), MOST_CHANGES))) {
      text.append(text.isEmpty() ? "" : " ").append(sign(change.kind())).append(change.file());
    }
    if (changes.size() > MOST_CHANGES) {
      text.append(" and ").append(changes.size() - MOST_CHANGES).append(" more");
    }
    return text.toString();
  }

  private static String sign(Kind kind) {
    return switch (kind) {
      case ADDED -> "+";
      case CHANGED -> "~";
      case REMOVED -> "-";
    };
  }

  static String of(List<FileDifference> differences, Side from, Side to) {
    if (differences.isEmpty()) {
      return word(from) + " and " + word(to) + " are the same.\n";
    }
    StringBuilder text = new StringBuilder();
    for (FileDifference difference : differences) {
      difference.lines().forEach(line -> text.append(line).append('\n'));
      if (difference.lines().isEmpty()) {
        text.append(difference.file()).append(": ").append(difference.detail()).append('\n');
      }
    }
    return printable(text);
  }

  private static String word(Side side) {
    return switch (side) {
      case Side.Numbered(long number) -> "Revision " + number;
      case Side.Serving() -> "What serves";
      case Side.Folders() -> "what lies in the folders";
    };
  }

  static String of(RollbackReport report) {
    StringBuilder text = new StringBuilder();
    if (report.outstanding().isEmpty()) {
      text.append("Everything serves as in revision ").append(report.to());
      text.append(" (now revision ").append(report.serving()).append(").\n");
    } else {
      text.append("Not everything serves as in revision ").append(report.to()).append(" yet:\n");
      report.outstanding().forEach(file -> text.append("  ").append(file).append('\n'));
      text.append("'gatehouse status' tells why.\n");
    }
    if (!report.differing().isEmpty()) {
      text.append("These lie otherwise in the folders, and are taken with the next edit:\n");
      report.differing().forEach(file -> text.append("  ").append(file).append('\n'));
      text.append("'gatehouse diff' shows how; mend them before anything else is edited.\n");
    }
    return printable(text);
  }

  static String ofApply(boolean ended) {
    return ended
        ? "The rollback is over: what lies in the folders is taken.\n"
        : "There was no rollback to end: what lies in the folders is taken as it comes.\n";
  }

  /** Files' contents must not steer the terminal they are shown on. */
  private static String printable(StringBuilder text) {
    return text.toString().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "?");
  }
}
