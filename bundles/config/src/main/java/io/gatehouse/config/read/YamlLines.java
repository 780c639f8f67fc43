package io.gatehouse.config.read;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a YAML text, numbered from 1, of which some can be taken out; places stay. */
final class YamlLines {

  private static final Pattern KEY_AND_VALUE =
      Pattern.compile("((?:\\s*- +)*\\s*[\\w./*-]+\\s*:)\\s+(\\S.*)");

  private final String[] lines;
  private final Set<Integer> takenOut = new HashSet<>();
  private boolean lost;

  YamlLines(String text) {
    this.lines = text.split("\n", -1);
  }

  String text() {
    return String.join("\n", lines);
  }

  int count() {
    return lines.length;
  }

  String line(int number) {
    return number >= 1 && number <= lines.length ? lines[number - 1] : "";
  }

  /** The number of the nearest line above that is not blank; 0 if there is none. */
  int above(int number) {
    int above = number - 1;
    while (above > 0 && line(above).isBlank()) {
      above--;
    }
    return above;
  }

  /** Whether whole lines are gone, with the keys they had. */
  boolean lost() {
    return lost;
  }

  /**
   * Whether a mistake in this line comes of what was taken out above it: only lines that belonged
   * to it, or are empty, stand between.
   */
  boolean isAftermath(int number) {
    for (int above = number - 1; above >= 1; above--) {
      if (takenOut.contains(above)) {
        return indentation(line(number)) > indentation(line(above));
      }
      if (!line(above).isBlank()) {
        return false;
      }
    }
    return false;
  }

  /** Replaces what follows the key in this line, with the lines that go on from it. */
  boolean takeOutValue(int number) {
    Matcher entry = KEY_AND_VALUE.matcher(line(number));
    if (!entry.matches() || takenOut.contains(number)) {
      return false;
    }
    int keyColumn = keyColumn(entry.group(1));
    lines[number - 1] = entry.group(1) + " \"" + YamlTree.PLACEHOLDER + '"';
    takenOut.add(number);
    takeOutBelow(number, keyColumn);
    return true;
  }

  /** Empties this line and those that belong to it. */
  boolean takeOutLine(int number) {
    String line = line(number);
    if (line.isBlank()) {
      return false;
    }
    int indentation = indentation(line);
    boolean item = line.strip().startsWith("- ") && !takenOut.contains(number);
    lines[number - 1] = item ? " ".repeat(indentation) + "- \"" + YamlTree.PLACEHOLDER + '"' : "";
    takenOut.add(number);
    lost = true;
    takeOutBelow(number, indentation);
    return true;
  }

  private void takeOutBelow(int number, int indentation) {
    for (int below = number + 1; below <= lines.length; below++) {
      String line = line(below);
      boolean closing = line.strip().matches("[\\]}][\\]},\\s]*");
      if (!line.isBlank() && indentation(line) <= indentation && !closing) {
        return;
      }
      lines[below - 1] = "";
      takenOut.add(below);
    }
  }

  /** Replaces every tab in the indentation of a line; false where there is none. */
  boolean replaceTabs() {
    boolean any = false;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      int end = indentation(line);
      if (line.substring(0, end).indexOf('\t') >= 0) {
        any = true;
        lines[i] = line.substring(0, end).replace("\t", "  ") + line.substring(end);
      }
    }
    return any;
  }

  /** The numbers of the lines that have a tab in their indentation. */
  int[] withTabs() {
    int[] found = new int[lines.length];
    int count = 0;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (!line.isBlank() && line.substring(0, indentation(line)).indexOf('\t') >= 0) {
        found[count++] = i + 1;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The column, from 1, of a quote in this line that nothing closes; 0 if there is none. */
  int openQuote(int number) {
    String line = line(number);
    char quote = 0;
    int opened = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote == '"') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return 0;
      } else if ((c == '"' || c == '\'') && opensText(line, i)) {
        quote = c;
        opened = i + 1;
      }
    }
    return quote == 0 ? 0 : opened;
  }

  private static boolean opensText(String line, int at) {
    String before = line.substring(0, at).stripTrailing();
    return before.isEmpty() || "[{,:-".indexOf(before.charAt(before.length() - 1)) >= 0;
  }

  static int indentation(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return end;
  }

  private static int keyColumn(String key) {
    int at = indentation(key);
    while (key.startsWith("- ", at)) {
      at += 1 + indentation(key.substring(at + 1));
    }
    return at;
  }
}
