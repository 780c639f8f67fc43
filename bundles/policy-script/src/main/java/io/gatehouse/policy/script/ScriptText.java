package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a policy script.
 *
 * @param display the file as an operator would say it
 * @param text as the engine gets it
 * @param leadingLines how many lines the gateway put before the operator's first
 */
record ScriptText(String display, String text, int leadingLines) {

  /** A place by the engine's count of lines and columns, both from 1. */
  Place place(int line, int column) {
    return new Place(display, Math.max(0, line - leadingLines), column, "");
  }

  /** Where the pattern's first group is found first, or the whole file. */
  Place find(Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? at(matcher.start(1)) : Place.of(display);
  }

  /** Where a key of {@code meta} is written, as well as that can be told without parsing. */
  Place metaKey(String key) {
    return find(
        Pattern.compile(
            "\\bmeta\\b[\\s\\S]*?(?<![\\w$])([\"']?" + Pattern.quote(key) + "[\"']?)\\s*:"));
  }

  /** Where a name is exported. */
  Place export(String name) {
    String quoted = Pattern.quote(name);
    return find(
        Pattern.compile(
            "\\bexport\\b[^;=(]*?(?<![\\w$])(" + quoted + ")(?![\\w$])", Pattern.DOTALL));
  }

  /** The line, without blanks around it and cut to a readable length. */
  static String excerptOf(String line) {
    String found = line.strip();
    return found.length() > 120 ? found.substring(0, 120) + "..." : found;
  }

  private Place at(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return place(line, offset - lineStart + 1);
  }
}
