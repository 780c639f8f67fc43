package io.gatehouse.admin;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.util.List;
import java.util.stream.Collectors;

/** The status for people: a line for each entry, what is wrong with it below. */
final class StatusTable {

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
    TextTable table = new TextTable("KIND", "NAME", "STATE", "SOURCE", "DETAIL");
    for (StatusEntry entry : report.entries()) {
      table.add(
          List.of(
              entry.kind(),
              entry.name(),
              StatusReport.word(entry.state()),
              entry.source(),
              entry.detail()),
          entry.findings().stream().map(Finding::toString).toList());
    }
    table.appendTo(text);
    return text.toString();
  }

  private static String counts(StatusReport report) {
    return report.counts().entrySet().stream()
        .filter(count -> count.getValue() > 0 || count.getKey() == State.SERVING)
        .map(count -> count.getValue() + " " + StatusReport.word(count.getKey()))
        .collect(Collectors.joining(", "));
  }
}
