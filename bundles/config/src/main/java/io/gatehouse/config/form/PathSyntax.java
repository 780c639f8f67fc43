package io.gatehouse.config.form;

import io.gatehouse.config.read.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths as routes match them, exact {@code /a/b}, template {@code /a/{id}} or prefix {@code /a/**},
 * and as routes ask for them. Literal parts are in the one form that requests are brought into
 * before they are routed, because a pattern in any other would never match.
 */
public final class PathSyntax {

  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)\\}");
  private static final Pattern EXPRESS = Pattern.compile(":([A-Za-z_][A-Za-z0-9_-]*)");
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final String ALLOWED = "-._~!$&'()*+,;=:@%/";
  private static final String UNRESERVED = "-._~";

  private PathSyntax() {}

  /** Whether every path that the narrow pattern matches is matched by the wide one. */
  public static boolean covers(String wide, String narrow) {
    List<String> outer = segments(wide);
    List<String> inner = segments(narrow);
    boolean prefix = wide.endsWith("/**");
    if (prefix ? inner.size() < outer.size() : inner.size() != outer.size()) {
      return false;
    }
    if (!prefix && narrow.endsWith("/**")) {
      return false;
    }
    for (int i = 0; i < outer.size(); i++) {
      boolean same = outer.get(i).equals(inner.get(i));
      boolean any = outer.get(i).startsWith("{") && !inner.get(i).isEmpty();
      if (!same && !any) {
        return false;
      }
    }
    return true;
  }

  /** The parameters that the pattern binds, {@code **} being what a prefix leaves over. */
  public static Set<String> bound(String pattern) {
    Set<String> names = new LinkedHashSet<>();
    for (String segment : segments(pattern)) {
      Matcher parameter = PARAMETER.matcher(segment);
      if (parameter.matches()) {
        names.add(parameter.group(1));
      }
    }
    if (pattern.endsWith("/**")) {
      names.add("**");
    }
    return names;
  }

  /** The parameters that the template asks for. */
  public static Set<String> wanted(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher place = PLACE.matcher(template);
    while (place.find()) {
      names.add(place.group(1));
    }
    return names;
  }

  private static List<String> segments(String pattern) {
    String fixed = fixed(pattern);
    return fixed.isEmpty() ? List.of() : List.of(fixed.substring(1).split("/", -1));
  }

  private static String fixed(String pattern) {
    return pattern.endsWith("/**") ? pattern.substring(0, pattern.length() - 3) : pattern;
  }

  static Optional<Complaint> pattern(String text) {
    if (!text.startsWith("/")) {
      return absent(text);
    }
    Set<String> names = new HashSet<>();
    List<String> segments = segments(text);
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.isEmpty() && i < segments.size() - 1) {
        return complaint(text, "has an empty segment", "Write one / only");
      }
      Optional<Complaint> wrong = segment(text, segment, names);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<Complaint> segment(String text, String segment, Set<String> names) {
    Matcher parameter = PARAMETER.matcher(segment);
    if (parameter.matches()) {
      return names.add(parameter.group(1))
          ? Optional.empty()
          : complaint(
              text,
              "has the parameter {" + parameter.group(1) + "} twice",
              "Give each a name of its own");
    }
    if (segment.contains("*")) {
      return complaint(
          text,
          "has a * that is not a closing /**",
          "Write ** as the last segment for everything below, {name} for one segment");
    }
    if (segment.contains("{") || segment.contains("}")) {
      return complaint(
          text,
          "has braces that are no parameter",
          "Write a parameter as a whole segment, with letters, digits, _ and - in it: /{id}");
    }
    Matcher express = EXPRESS.matcher(segment);
    if (express.matches()) {
      return complaint(
          text,
          "has a parameter in another gateway's form",
          "Write {" + express.group(1) + "} instead of " + segment);
    }
    return literal(text, segment);
  }

  static Optional<Complaint> template(String text) {
    if (!text.startsWith("/") && !text.startsWith("{**}")) {
      return absent(text);
    }
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      String name = place.group(1);
      if (!name.equals("**") && !PARAMETER.matcher(place.group()).matches()) {
        return complaint(
            text, "has " + Shown.quoted(place.group()), "Write {name} or {**} between the braces");
      }
    }
    String literals = PLACE.matcher(text).replaceAll("x");
    if (literals.contains("{") || literals.contains("}")) {
      return complaint(text, "has a brace without its other half", "Write {name}");
    }
    if (literals.contains("*")) {
      return complaint(text, "has a * outside braces", "Write {**} for what a prefix left over");
    }
    if (literals.contains("//")) {
      return complaint(text, "has an empty segment", "Write one / only");
    }
    List<String> segments = new ArrayList<>(List.of(literals.split("/", -1)));
    for (String segment : segments) {
      Optional<Complaint> wrong = literal(text, segment);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<Complaint> absent(String text) {
    if (text.isEmpty()) {
      return TextForm.complaint("the path is empty", "Write / or a path that begins with it");
    }
    String path = text.replaceFirst("^[a-z]+://[^/]*", "");
    String slashed = path.startsWith("/") ? path : '/' + path;
    return complaint(text, "does not begin with /", "Write " + Shown.quoted(slashed));
  }

  private static Optional<Complaint> literal(String text, String segment) {
    if (segment.equals(".") || segment.equals("..")) {
      return complaint(text, "has a dot segment", "Write the path it leads to");
    }
    for (int i = 0; i < segment.length(); ) {
      int c = segment.codePointAt(i);
      i += Character.charCount(c);
      if (c == '?' || c == '#') {
        return complaint(text, "has a query or fragment", "Match queries under 'query'");
      }
      if (!isLetterOrDigit(c) && ALLOWED.indexOf(c) < 0) {
        String shown = new String(Character.toChars(c));
        return complaint(
            text, "has " + Shown.quoted(shown) + " in it", "Write it as " + encoded(shown));
      }
      if (c == '%') {
        Optional<Complaint> wrong = escape(text, segment, i - 1);
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Complaint> escape(String text, String segment, int at) {
    Matcher escape = ESCAPE.matcher(segment).region(at, segment.length());
    if (!escape.lookingAt()) {
      return complaint(text, "has a % without two hex digits", "Write %25 for a percent sign");
    }
    int value = Integer.parseInt(escape.group(1), 16);
    if (isLetterOrDigit(value) || UNRESERVED.indexOf(value) >= 0) {
      return complaint(
          text, "has " + escape.group() + ", which no request has", "Write " + (char) value);
    }
    String upper = "%%%02X".formatted(value);
    return upper.equals(escape.group())
        ? Optional.empty()
        : complaint(text, "has " + escape.group() + " in lower case", "Write " + upper);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String encoded(String character) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
      encoded.append("%%%02X".formatted(b & 0xFF));
    }
    return encoded.toString();
  }

  private static Optional<Complaint> complaint(String text, String why, String remedy) {
    return TextForm.complaint("the path " + Shown.quoted(text) + ' ' + why, remedy);
  }
}
