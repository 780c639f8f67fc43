package io.gatehouse.policy.script;

import static java.util.stream.Collectors.joining;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts a call at the beginning of every {@code catch} and {@code finally} block and of every async
 * function: these swallow that the stack ended. Recursion that goes on from there ({@code function
 * f() { try { f() } catch { f() } }}) stays so near the end of the stack that the engine has no
 * room to act on an interrupt, for ever. The call needs that room, and looks for the {@link
 * StopSign} and for interrupts: where there is no room, or a sign, the block is left, not begun.
 *
 * <p>Lines stay as they are; columns are told as they were written. Text that is not understood is
 * left alone: the engine will say what is wrong with it.
 */
final class StackGuard {

  /** Defined in {@code guards.js}. */
  private static final String CALL = "gatehouseStackGuard();";

  /** Around the expression that is the body of an async function. */
  private static final String OPEN = "(/*guard*/gatehouseStackGuard(),";

  private static final String CLOSE = "/*guard*/)";
  private static final Pattern INSERTED =
      Pattern.compile(Stream.of(CALL, OPEN, CLOSE).map(Pattern::quote).collect(joining("|")));

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
  private final Deque<Expression> expressions = new ArrayDeque<>();
  private int copied;
  private int at;
  private int braces;

  /** How many parentheses, brackets and braces are open. */
  private int nesting;

  /** Where the token before this one ends. */
  private int tokenEnd;

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
    return INSERTED.matcher(line).replaceAll("");
  }

  /** The column, from 1, in the line as it was written. */
  static int writtenColumn(String line, int column) {
    int inserted = 0;
    Matcher matcher = INSERTED.matcher(line);
    while (matcher.find() && matcher.start() < column - 1) {
      inserted += Math.min(matcher.end() - matcher.start(), column - 1 - matcher.start());
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
    endExpressions(-1);
    if (broken || braces != 0 || nesting != 0 || !parens.isEmpty() || !templates.isEmpty()) {
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
      if (lineBegins && endsExpression() && beginsStatement(c)) {
        endExpressions(nesting);
      }
      token(c);
      lineBegins = false;
      tokenEnd = at;
    }
  }

  /** Whether what was read last can be the end of an expression. */
  private boolean endsExpression() {
    return switch (last) {
      case ')', ']', '}' -> true;
      case WORD -> !BEFORE_REGEX.contains(word) || word.isEmpty();
      default -> false;
    };
  }

  /** Whether what begins here, on a new line, cannot go on with an expression. */
  private boolean beginsStatement(char c) {
    if (isPartOfWord(c)) {
      return !text.startsWith("in ", at) && !text.startsWith("instanceof ", at);
    }
    return "\"'{~@#".indexOf(c) >= 0
        || (c == '!' && !text.startsWith("!=", at))
        || text.startsWith("++", at)
        || text.startsWith("--", at);
  }

  /** Ends what was begun in as many parentheses as this, or in more. */
  private void endExpressions(int from) {
    while (!expressions.isEmpty() && expressions.peek().nesting >= from) {
      endExpression();
    }
  }

  private void endExpression() {
    expressions.pop();
    guarded.append(text, copied, tokenEnd).append(CLOSE);
    copied = tokenEnd;
  }

  /** The body of an async function that is no block. */
  private static final class Expression {

    private final int nesting;
    private int questions;

    private Expression(int nesting) {
      this.nesting = nesting;
    }
  }

  private void token(char c) {
    if (last == ASYNC_ARROW && c != '{') {
      guarded.append(text, copied, at).append(OPEN);
      copied = at;
      expressions.push(new Expression(nesting));
      last = '(';
    }
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
    bound(c);
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

  /** Keeps count of what is open, and ends expressions where they end. */
  private void bound(char c) {
    Expression inner = expressions.peek();
    switch (c) {
      case '(', '[', '{' -> nesting++;
      case ')', ']', '}' -> {
        endExpressions(nesting);
        nesting--;
      }
      case ',', ';' -> endExpressions(nesting);
      case '?' -> {
        boolean ternary = !text.startsWith("?", at) && !isOptionalChain() && last != '?';
        if (inner != null && inner.nesting == nesting && ternary) {
          inner.questions++;
        }
      }
      case ':' -> colon();
      default -> {}
    }
  }

  /** Belongs to the innermost question; expressions without one end before it. */
  private void colon() {
    for (Expression e = expressions.peek();
        e != null && e.nesting == nesting;
        e = expressions.peek()) {
      if (e.questions > 0) {
        e.questions--;
        return;
      }
      endExpression();
    }
  }

  private boolean isOptionalChain() {
    return text.startsWith(".", at)
        && !(at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)));
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
        nesting++;
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
