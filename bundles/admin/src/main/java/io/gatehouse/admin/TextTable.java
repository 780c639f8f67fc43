package io.gatehouse.admin;

import java.util.ArrayList;
import java.util.List;

/** Lines in columns, for people. */
final class TextTable {

  private static final String GAP = "  ";
  private static final String BELOW = "    ";

  private final List<String> head;
  private final List<Line> lines = new ArrayList<>();

  TextTable(String... head) {
    this.head = List.of(head);
  }

  private record Line(List<String> cells, List<String> below) {}

  /**
   * Adds a line.
   *
   * @param below what is said of it, on lines of its own
   */
  void add(List<String> cells, List<String> below) {
    lines.add(
        new Line(
            cells.stream().map(TextTable::printable).toList(),
            below.stream().map(TextTable::printable).toList()));
  }

  /** Names come from files and requests: they must not steer the terminal they are shown on. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]+", " ");
  }

  private int[] widths() {
    int[] widths = new int[head.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = head.get(i).length();
      for (Line line : lines) {
        widths[i] = Math.max(widths[i], line.cells().get(i).length());
      }
    }
    return widths;
  }

  void appendTo(StringBuilder text) {
    int[] widths = widths();
    appendRow(text, head, widths);
    for (Line line : lines) {
      appendRow(text, line.cells(), widths);
      line.below().forEach(said -> text.append(BELOW).append(said).append('\n'));
    }
  }

  private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
