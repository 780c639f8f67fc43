package io.gatehouse.admin;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The status for people: a line for each entry, what is wrong with it below. */
final class StatusTable {

  private static final List<String> HEAD = List.of("KIND", "NAME", "STATE", "SOURCE", "DETAIL");
  private static final String GAP = "  ";

  private StatusTable() {}

  static String of(StatusReport report) {
    StringBuilder text = new StringBuilder();
    text.append("Gatehouse ").append(report.version()).append(' ');
    if (report.ready()) {
      text.append("is ready");
    } else {
      text.append("is not ready, missing: ").append(String.join(", ", report.missing()));
    }
    text.append(". ").append(counts(report)).append(".\n\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    report.entries().forEach(entry -> rows.add(cells(entry)));
    int[] widths = widths(rows);
    appendRow(text, HEAD, widths);
    for (int i = 0; i < report.entries().size(); i++) {
      appendRow(text, rows.get(i + 1), widths);
      for (Finding finding : report.entries().get(i).findings()) {
        text.append("    ").append(printable(finding.toString())).append('\n');
      }
    }
    return text.toString();
  }

  private static String counts(StatusReport report) {
    return report.counts().entrySet().stream()
        .filter(count -> count.getValue() > 0 || count.getKey() == State.SERVING)
        .map(count -> count.getValue() + " " + StatusReport.word(count.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static List<String> cells(StatusEntry entry) {
    return List.of(
        printable(entry.kind()),
        printable(entry.name()),
        StatusReport.word(entry.state()),
        printable(entry.source()),
        printable(entry.detail()));
  }

  /** Names come from files and requests: they must not steer the terminal they are shown on. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
