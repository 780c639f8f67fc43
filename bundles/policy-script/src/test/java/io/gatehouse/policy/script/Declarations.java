package io.gatehouse.policy.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gatehouse.d.ts} as a page: every declaration with what its comment says. */
final class Declarations {

  private static final Pattern OPENED =
      Pattern.compile(
          "(?:declare )?(?:(namespace|interface|class|var) )(\\w+)(?:: | .*)?\\{|(?:readonly"
              + " )?(\\w+)\\??: \\{");
  private static final Pattern WORD = Pattern.compile("(?:declare )?(?:type|function|class|var) ");

  private final StringBuilder page = new StringBuilder();
  private final List<String> rows = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private String comment = "";

  private Declarations() {}

  /** The page. */
  static String page(String declarations) {
    Declarations all = new Declarations();
    all.page.append(
        """
        # Reference

        Everything a policy script may use, from `gatehouse.d.ts`. What it means when a script fails, and its limits, is in
        `bundles/policy-script/README.md`.
        """);
    String[] lines = declarations.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.startsWith("/**")) {
        StringBuilder text = new StringBuilder();
        while (!lines[i].contains("*/")) {
          text.append(lines[i++]).append('\n');
        }
        all.comment = words(text.append(lines[i]).toString());
      } else if (!line.isEmpty()) {
        StringBuilder code = new StringBuilder(line);
        while (!isWhole(code.toString())) {
          code.append(' ').append(lines[++i].strip());
        }
        all.code(code.toString());
      }
    }
    all.flush();
    return all.page.toString();
  }

  /** A statement, or a line that opens or closes a block. */
  private static boolean isWhole(String code) {
    return code.endsWith(";") || OPENED.matcher(code).matches() || code.startsWith("}");
  }

  private void code(String code) {
    Matcher opened = OPENED.matcher(code);
    if (opened.matches()) {
      flush();
      open.add(opened.group(2) == null ? opened.group(3) : opened.group(2));
      page.append("\n## ").append(String.join(".", open)).append("\n");
      if (!comment.isEmpty()) {
        page.append('\n').append(comment).append('\n');
      }
    } else if (code.startsWith("}")) {
      flush();
      open.removeLast();
    } else {
      String member = WORD.matcher(code).replaceFirst("").replaceFirst(";$", "");
      rows.add("| `" + member.replace("|", "\\|") + "` | " + comment.replace("|", "\\|") + " |");
    }
    comment = "";
  }

  private void flush() {
    if (!rows.isEmpty()) {
      if (open.isEmpty()) {
        page.append("\n## Globals\n");
      }
      page.append("\n| declared | is |\n|---|---|\n");
      rows.forEach(row -> page.append(row).append('\n'));
      rows.clear();
    }
  }

  private static String words(String comment) {
    return comment
        .replaceAll("(?m)^\\s*\\* {5}.*$", "") // an example
        .replaceAll("(?m)^\\s*/?\\*+/?", " ")
        .replaceAll("\\*+/", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
