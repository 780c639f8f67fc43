package io.gatehouse.config.read;

import java.util.regex.Pattern;

/** Text from a file as a message shows it: on one line, of bounded length. */
public final class Shown {

  private static final int LONGEST = 80;

  /** What YAML takes for text, or whatever the operator's plain value was, everywhere. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "[\\p{L}\\p{N}/._$+-](?:[^\\[\\]{},#*&!|>%@`\"'\uFFFD]*[^\\s\\[\\]{},#*&!|>%@`\"'\uFFFD])?");

  private Shown() {}

  /** In quotes. */
  public static String quoted(String text) {
    return '\'' + plain(text) + '\'';
  }

  /** As a single value of YAML or of a list in brackets: in quotes where it would not be text. */
  public static String yaml(String text) {
    String shown = plain(text);
    return PLAIN.matcher(shown).matches()
            && !shown.contains(": ")
            && !shown.endsWith(":")
            && !shown.startsWith("- ")
        ? shown
        : '\'' + shown.replace("'", "''") + '\'';
  }

  /** Without what could break out of a line of a log or a terminal. */
  public static String plain(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean visible =
          !Character.isISOControl(c)
              && Character.getType(c) != Character.FORMAT
              && Character.getType(c) != Character.LINE_SEPARATOR
              && Character.getType(c) != Character.PARAGRAPH_SEPARATOR
              && Character.getType(c) != Character.SURROGATE;
      shown.appendCodePoint(visible ? c : '\uFFFD');
    }
    return text.length() > LONGEST ? shown.append("...").toString() : shown.toString();
  }
}
