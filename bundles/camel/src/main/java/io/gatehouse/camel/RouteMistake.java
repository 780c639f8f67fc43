package io.gatehouse.camel;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.camel.RouteContext.RoutesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a file of Camel routes, in the words of Camel and with its line. */
final class RouteMistake {

  private static final int LONGEST = 400;

  /** How parsers and Camel say where, the plainest first. */
  private static final List<Pattern> PLACES =
      List.of(
          Pattern.compile("in \\S+, line (\\d+), column (\\d+)"),
          Pattern.compile("line (\\d+)(?:, column (\\d+))?"),
          Pattern.compile("lineNumber: (\\d+); columnNumber: (\\d+)"),
          Pattern.compile("@(\\d+):(\\d+)"),
          Pattern.compile("\\.(?:yaml|xml):(\\d+)(?::(\\d+))?"));

  /** Camel's advice for whoever assembles an application. */
  private static final String ADVICE =
      ", please check your classpath contains the needed Camel component jar.";

  private static final Pattern DEFINITION =
      Pattern.compile("^(?:api|routes|upstreams|listeners) *:", Pattern.MULTILINE);

  private RouteMistake() {}

  static Finding tooLarge(String shown, long largest) {
    return new Finding(
        Place.of(shown),
        "the file has more than " + (largest >> 20) + " MiB",
        "Routes are not that large: move it out of deploy/, or divide it.");
  }

  static Finding unreadable(String shown, IOException failure) {
    return new Finding(
        Place.of(shown),
        "cannot be read: " + failure,
        "Make it readable for the user that the gateway runs as.");
  }

  /** A file that is no file of routes and would give Camel something odd to say. */
  static Optional<Finding> noRoutes(String shown, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return Optional.of(
          new Finding(Place.of(shown), "the file is empty", "Write routes in it, or remove it."));
    }
    if (!shown.toLowerCase(Locale.ROOT).endsWith(".xml") && DEFINITION.matcher(text).find()) {
      return Optional.of(
          new Finding(
              Place.of(shown),
              "this is a definition of an API, not Camel routes",
              "Move it to apis/."));
    }
    return Optional.empty();
  }

  static Finding of(String shown, RoutesException failure) {
    StringBuilder told = new StringBuilder();
    Throwable each = failure.getCause();
    for (int depth = 0; each != null && depth < 20; depth++) {
      told.append(each.getMessage()).append('\n');
      each = each.getCause();
    }
    return finding(shown, String.valueOf(failure.getMessage()), told.toString(), failure.line());
  }

  static Finding of(String shown, String reason) {
    return finding(shown, reason, "", 0);
  }

  private static Finding finding(String shown, String reason, String told, int known) {
    int line = known;
    int column = 0;
    for (Pattern pattern : PLACES) {
      Matcher matcher = pattern.matcher(told);
      while (line == 0 && matcher.find()) {
        line = number(matcher.group(1));
        column = number(matcher.group(2));
      }
    }
    String problem =
        reason.replace(ADVICE, "").replaceAll("\\p{Cntrl}+", " ").strip().replaceFirst("\\.+$", "");
    return new Finding(
        new Place(shown, line, column, ""),
        problem.length() > LONGEST ? problem.substring(0, LONGEST) + "..." : problem,
        remedy(problem));
  }

  private static String remedy(String problem) {
    if (problem.startsWith("No endpoint could be found")) {
      return "Use a component that comes with the gateway, or put the routes and the component into"
          + " a bundle.";
    }
    if (problem.startsWith("Address already in use")) {
      return "Mount it on the gateway with nettySharedHttpServer=#gatehouse, or give it a port of"
          + " its own.";
    }
    return "Mend the file and save it again.";
  }

  private static int number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
