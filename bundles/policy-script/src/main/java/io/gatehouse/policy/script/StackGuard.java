package io.gatehouse.policy.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Puts a call at the beginning of every {@code catch} and {@code finally} block and of every async
 * function with a body in braces: these swallow that the stack ended. Recursion that goes on from
 * there ({@code function f() { try { f() } catch { f() } }}) stays so near the end of the stack
 * that the engine has no room to act on an interrupt, for ever. The call needs that room, and looks
 * for the {@link StopSign} and for interrupts: where there is no room, or a sign, the block is
 * left, not begun.
 *
 * <p>Lines stay as they are; columns are told as they were written. Text that is not understood is
 * left alone: the engine will say what is wrong with it.
 */
final class StackGuard {

  /** Defined in {@code guards.js}. */
  private static final String CALL = "gatehouseStackGuard();";

  private static final Set<String> BEFORE_REGEX =
      Set.of(
          "return",
          "typeof",
          "case",
          "in",
          "of",
          "delete",
          "void",
          "throw",
          "new",
          "instanceof",
          "else",
          "do",
          "await",
          "yield");
  private static final Set<String> CONDITIONS = Set.of("if", "while", "for");

  /** What a parenthesis belongs to. */
  private enum Paren {
    PLAIN,
    CONDITION,
    CATCH,
    ASYNC
  }

  /** What was read last, where it is not that character itself. */
  private static final char WORD = 'a';

  private static final char CAUGHT = 'c';
  private static final char ASYNC_PARAMETERS = 'p';
  private static final char ASYNC_ARROW = 'w';

  private final String text;
  private final StringBuilder guarded = new StringBuilder();
  private final Deque<Paren> parens = new ArrayDeque<>();
  private final Deque<Integer> templates = new ArrayDeque<>();
  private int copied;
  private int at;
  private int braces;
  private boolean broken;
  private boolean lineBegins = true;
  private boolean async;
  private char last = ';';
  private String word = "";

  private StackGuard(String text) {
    this.text = text;
  }

  /** The text with the calls. */
  static String guard(String text) {
    return text.contains("catch") || text.contains("finally") || text.contains("async")
        ? new StackGuard(text).run()
        : text;
  }

  /** The line as it was written. */
  static String written(String line) {
    return line.replace(CALL, "");
  }

  /** The column, from 1, in the line as it was written. */
  static int writtenColumn(String line, int column) {
    int inserted = 0;
    for (int found = line.indexOf(CALL);
        found >= 0 && found < column - 1;
        found = line.indexOf(CALL, found + 1)) {
      inserted += Math.min(CALL.length(), column - 1 - found);
    }
    return column - inserted;
  }

  private String run() {
    if (text.startsWith("#!")) {
      skipLine();
    }
    while (at < text.length() && !broken) {
      step(text.charAt(at));
    }
    if (broken || braces != 0 || !parens.isEmpty() || !templates.isEmpty()) {
      return text;
    }
    return guarded.append(text, copied, text.length()).toString();
  }

  private void step(char c) {
    if (c == '\n' || c == '\r') {
      lineBegins = true;
      at++;
    } else if (isSpace(c)) {
      at++;
    } else if (text.startsWith("//", at)) {
      skipLine();
    } else if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      broken = end < 0;
      at = end + 2;
    } else {
      token(c);
      lineBegins = false;
    }
  }

  private void token(char c) {
    if (isPartOfWord(c)) {
      word();
      return;
    }
    switch (c) {
      case '"', '\'' -> quoted(c);
      case '`' -> template();
      case '/' -> slash();
      default -> punctuation(c);
    }
  }

  private void word() {
    int from = at;
    while (at < text.length() && isPartOfWord(text.charAt(at))) {
      at++;
    }
    word = last == '.' || last == '#' ? "" : text.substring(from, at);
    async = word.equals("async") || (async && last == WORD) || (async && last == '*');
    last = WORD;
  }

  private static boolean isPartOfWord(char c) {
    return Character.isJavaIdentifierPart(c) || (c > 0x7f && !isSpace(c));
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff';
  }

  private void punctuation(char c) {
    String before = last == WORD ? word : "";
    boolean guardedBlock = last == CAUGHT || last == ASYNC_PARAMETERS || last == ASYNC_ARROW;
    boolean asyncBefore = async;
    async = asyncBefore && c == '*';
    at++;
    if (c == '=' && text.startsWith(">", at)) {
      at++;
      last = asyncBefore || last == ASYNC_PARAMETERS ? ASYNC_ARROW : '>';
      return;
    }
    if ((c == '+' || c == '-') && text.startsWith(String.valueOf(c), at)) {
      // behind a value the value goes on, so that a slash divides; before one it begins
      at++;
      last = last == WORD || last == ')' || last == ']' ? ')' : c;
      return;
    }
    last = c;
    switch (c) {
      case '(' ->
          parens.push(
              before.equals("catch")
                  ? Paren.CATCH
                  : CONDITIONS.contains(before)
                      ? Paren.CONDITION
                      : asyncBefore ? Paren.ASYNC : Paren.PLAIN);
      case ')' -> {
        Paren closed = parens.isEmpty() ? Paren.PLAIN : parens.pop();
        last =
            switch (closed) {
              case CATCH -> CAUGHT;
              case ASYNC -> ASYNC_PARAMETERS;
              case CONDITION -> ';';
              case PLAIN -> ')';
            };
      }
      case '{' -> {
        braces++;
        if (guardedBlock || before.equals("catch") || before.equals("finally")) {
          guarded.append(text, copied, at).append(CALL);
          copied = at;
        }
      }
      case '}' -> {
        braces--;
        if (!templates.isEmpty() && templates.peek() == braces) {
          templates.pop();
          at--;
          template();
        }
      }
      default -> {}
    }
  }

  /** From its back quote, or from the brace that ends an expression in it. */
  private void template() {
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '`') {
        at++;
        last = ')';
        return;
      } else if (text.startsWith("${", at)) {
        templates.push(braces);
        braces++;
        at += 2;
        last = '{';
        return;
      }
    }
    broken = true;
  }

  private void quoted(char quote) {
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '\n') {
        break;
      } else if (c == quote) {
        at++;
        last = ')';
        return;
      }
    }
    broken = true;
  }

  private void slash() {
    boolean value =
        switch (last) {
          case ')', ']', ASYNC_PARAMETERS -> true;
          case '}' -> !lineBegins;
          case WORD -> !BEFORE_REGEX.contains(word);
          default -> false;
        };
    int end = value ? -1 : regexEnd();
    at = end < 0 ? at + 1 : end;
    last = end < 0 ? '/' : ')';
  }

  /** Behind the regular expression's last slash; -1 where this is none. */
  private int regexEnd() {
    boolean inClass = false;
    for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '/' -> {
          if (!inClass) {
            return i + 1;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }
}
