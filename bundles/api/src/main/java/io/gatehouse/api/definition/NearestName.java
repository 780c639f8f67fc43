package io.gatehouse.api.definition;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what an operator probably meant. */
public final class NearestName {

  private static final int LISTED = 12;

  private NearestName() {}

  /** The remedy for a name that is none of those allowed. */
  public static String remedy(String written, Collection<String> allowed) {
    if (allowed.isEmpty()) {
      return "There is nothing to choose from here";
    }
    boolean few = allowed.size() <= LISTED;
    String all =
        few
            ? "allowed: " + String.join(", ", new TreeSet<>(allowed))
            : allowed.size() + " names are allowed";
    return of(written, allowed)
        .map(n -> "Write '" + n + "' (" + all + ")")
        .orElse("Write one of the " + (few ? all : allowed.size() + " allowed names"));
  }

  /** The nearest of the names, if one is near enough to be meant. */
  public static Optional<String> of(String written, Collection<String> allowed) {
    String lower = written.toLowerCase(Locale.ROOT);
    int limit = Math.max(1, written.length() / 3 + 1);
    return allowed.stream()
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= limit)
        .min(
            Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein distance with adjacent transpositions counted once. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
