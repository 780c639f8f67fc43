package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The right answer to a hostile request.
 *
 * @param answers the statuses allowed for each response in order; {@link #NONE} among them where
 *     the connection may end instead
 * @param seen how many whole requests may reach the upstream
 * @param partial whether their heads may, without the whole
 * @param checks what must hold of the last that did
 */
record Expectation(
    List<Set<Integer>> answers,
    Ending ending,
    Set<Integer> seen,
    boolean partial,
    List<Check> checks) {

  static final int NONE = 0;

  /** What becomes of the connection. */
  enum Ending {
    CLOSED,
    OPEN,
    EITHER
  }

  /**
   * Something that must hold of a request that reached the upstream.
   *
   * @param kind the word before the equals sign
   */
  record Check(String kind, String argument) {

    boolean holds(Received request) {
      return switch (kind) {
        case "target" -> request.target().equals(argument);
        case "body" -> new String(request.body(), StandardCharsets.ISO_8859_1).equals(argument);
        case "has" -> has(request);
        case "absent" -> request.all(argument).isEmpty();
        case "no" -> request.fields().stream().noneMatch(f -> f.value().contains(argument));
        case "nohead" ->
            request.fields().stream()
                .noneMatch(f -> f.name().toLowerCase(Locale.ROOT).contains(argument));
        default -> throw new IllegalArgumentException("check: " + kind);
      };
    }

    private boolean has(Received request) {
      int colon = argument.indexOf(':');
      List<String> values = request.all(argument.substring(0, colon));
      return values.equals(List.of(argument.substring(colon + 1)));
    }
  }

  static Expectation parse(String text) {
    List<Set<Integer>> answers = new ArrayList<>();
    Ending ending = null;
    Set<Integer> seen = Set.of();
    boolean partial = false;
    List<Check> checks = new ArrayList<>();
    for (String word : text.strip().split(" +", -1)) {
      int equals = word.indexOf('=');
      if (word.startsWith("seen=")) {
        seen = numbers(word.substring(5), "\\|");
      } else if (equals > 0) {
        checks.add(new Check(word.substring(0, equals), Wording.text(word.substring(equals + 1))));
      } else if (word.equals("partial")) {
        partial = true;
      } else if (word.matches("closed|open|either")) {
        ending = Ending.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (!word.equals("then")) {
        answers.add(numbers(word, ","));
      }
    }
    if (ending == null || answers.isEmpty() || seen.isEmpty()) {
      throw new IllegalArgumentException("expectation: " + text);
    }
    return new Expectation(List.copyOf(answers), ending, seen, partial, List.copyOf(checks));
  }

  private static Set<Integer> numbers(String text, String separator) {
    Set<Integer> numbers = new HashSet<>();
    for (String part : text.split(separator, -1)) {
      numbers.add(part.equals("none") ? NONE : Integer.parseInt(part));
    }
    return Set.copyOf(numbers);
  }

  /** Whether the gateway itself made this response. */
  static boolean isOurs(RawResponse response) {
    return response.status() >= 400;
  }
}
