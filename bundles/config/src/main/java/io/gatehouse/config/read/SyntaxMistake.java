package io.gatehouse.config.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What is wrong with the syntax of a YAML text and where, told in words an operator uses. */
record SyntaxMistake(int line, int column, String problem, String remedy) {

  private static final String TAB = "there is a tab in the indentation";

  private static final Pattern UNEXPECTED = Pattern.compile("found character '?(.).*");
  private static final Pattern NO_SPACE = Pattern.compile("\\s*(?:- )*([A-Za-z][\\w-]*):\\S.*");
  private static final Pattern KEY = Pattern.compile("\\s*(?:- +)*([\\w./*-]+)\\s*(?::|$)");
  private static final int LISTED_LINES = 10;

  static SyntaxMistake of(MarkedYAMLException wrong, YamlLines lines) {
    String problem = wrong.getProblem() == null ? "" : wrong.getProblem();
    String context = wrong.getContext() == null ? "" : wrong.getContext();
    Mark at = wrong.getProblemMark() == null ? wrong.getContextMark() : wrong.getProblemMark();
    int line = at == null ? 1 : Math.min(at.getLine() + 1, lines.count());
    int column = at == null ? 1 : at.getColumn() + 1;
    Mark opened = wrong.getContextMark();
    int from = opened == null ? line : opened.getLine() + 1;

    if (problem.contains("TAB") || (problem.contains("\\t") && problem.contains("start"))) {
      return tab(line, column, lines);
    }
    SyntaxMistake quote = quote(problem, context, from, line, column, lines);
    if (quote != null) {
      return quote;
    }
    if (context.contains("flow sequence") || context.contains("flow mapping")) {
      return bracket(context, problem, opened, line, column, lines);
    }
    if (context.contains("simple key") && opened != null) {
      return noColon(from, opened.getColumn() + 1, lines);
    }
    return other(context, problem, line, column, lines);
  }

  boolean isTab() {
    return problem.startsWith(TAB);
  }

  private static SyntaxMistake tab(int line, int column, YamlLines lines) {
    int[] all = lines.withTabs();
    if (all.length == 0) {
      return new SyntaxMistake(line, column, "there is a tab here", "Write spaces");
    }
    StringBuilder where = new StringBuilder(TAB);
    for (int i = 1; i < all.length && i <= LISTED_LINES; i++) {
      where
          .append(i > 1 ? ", " : all.length == 2 ? ", also in line " : ", also in lines ")
          .append(all[i]);
    }
    if (all.length > LISTED_LINES + 1) {
      where.append(" and ").append(all.length - LISTED_LINES - 1).append(" more");
    }
    int at = lines.line(all[0]).indexOf('\t') + 1;
    return new SyntaxMistake(all[0], at, where.toString(), "Indent with spaces");
  }

  /** A quote that is left open swallows lines until the next one, where parsing then fails. */
  private static @Nullable SyntaxMistake quote(
      String problem, String context, int from, int line, int column, YamlLines lines) {
    for (int number = Math.max(1, Math.min(from, line)); number <= line; number++) {
      int open = lines.openQuote(number);
      if (open > 0) {
        return new SyntaxMistake(
            number,
            open,
            "the quote " + lines.line(number).charAt(open - 1) + " is not closed in this line",
            "Close it; in text with both kinds of quotes, double the single ones");
      }
    }
    if (context.contains("quoted scalar") && problem.contains("escape")) {
      return new SyntaxMistake(
          line,
          column,
          "there is an unknown escape after a \\ in double quotes",
          "Write \\\\ for a backslash, or use single quotes");
    }
    return null;
  }

  private static SyntaxMistake bracket(
      String context,
      String problem,
      @Nullable Mark opened,
      int line,
      int column,
      YamlLines lines) {
    boolean list = context.contains("sequence");
    char close = list ? ']' : '}';
    if (problem.endsWith("got {") || problem.contains("'{'")) {
      return new SyntaxMistake(
          line,
          column,
          "text with { stands in a " + (list ? "[list]" : "{ mapping }") + " without quotes",
          "Put it in quotes, as in \"/orders/{id}\"");
    }
    if (opened != null && opened.getLine() + 1 < line) {
      return new SyntaxMistake(
          opened.getLine() + 1,
          opened.getColumn() + 1,
          "the " + (list ? '[' : '{') + " that opens here is not closed",
          "Close it with " + close + ", and separate what is in it with commas");
    }
    return new SyntaxMistake(
        line,
        column,
        "there should be a comma or " + close + " here, in " + shown(lines, line),
        "Separate what is in the brackets with commas, and put text with special signs in quotes");
  }

  private static SyntaxMistake noColon(int line, int column, YamlLines lines) {
    Matcher glued = NO_SPACE.matcher(lines.line(line));
    if (glued.matches()) {
      return new SyntaxMistake(
          line,
          column,
          "there is no space after " + Shown.quoted(glued.group(1) + ':'),
          "Write a space after it");
    }
    return new SyntaxMistake(
        line,
        column,
        "there is no ':' after the key in " + shown(lines, line),
        "Write it as 'key: value'");
  }

  /** Whether the line is text to YAML, which takes the next line for more of it. */
  private static boolean isKeyless(String line) {
    String text = line.strip();
    return !text.contains(": ")
        && !text.endsWith(":")
        && !text.contains("://")
        && !text.startsWith("#")
        && text.matches("(?:- +)*[A-Za-z].*");
  }

  private static SyntaxMistake other(
      String context, String problem, int line, int column, YamlLines lines) {
    if (lines.line(line).strip().startsWith(":")) {
      return new SyntaxMistake(line, column, "there is no key before the ':'", "Write a key");
    }
    int above = lines.above(line);
    String before = lines.line(above);
    if (problem.contains("mapping values are not allowed") && above > 0 && isKeyless(before)) {
      return noColon(above, YamlLines.indentation(before) + 1, lines);
    }
    if (problem.contains("mapping values are not allowed")) {
      return new SyntaxMistake(
          line,
          column,
          "there is a second ': ' or a wrong indentation in " + shown(lines, line),
          "Put text that has ': ' in quotes, or indent the line like its neighbours");
    }
    if (problem.contains("expected <block end>") || context.contains("block")) {
      return new SyntaxMistake(
          line,
          column,
          "the indentation does not fit the lines above, in " + shown(lines, line),
          "Indent keys and items that belong together alike");
    }
    Matcher character = UNEXPECTED.matcher(problem);
    if (character.matches() && problem.contains("start any token")) {
      return new SyntaxMistake(
          line,
          column,
          "text cannot begin with " + Shown.plain(character.group(1)) + " without quotes",
          "Put the text in quotes");
    }
    if (context.contains("alias") || context.contains("anchor")) {
      return new SyntaxMistake(
          line, column, "text that begins with * or & is not in quotes", "Put it in quotes");
    }
    return new SyntaxMistake(
        line, column, "this is not YAML: " + Shown.plain(problem), "Look at " + shown(lines, line));
  }

  /** The line's key; never its value, which may be a secret. */
  private static String shown(YamlLines lines, int line) {
    Matcher key = KEY.matcher(lines.line(line));
    return key.lookingAt() ? "the line of " + Shown.quoted(key.group(1)) : "this line";
  }
}
