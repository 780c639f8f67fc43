package io.gatehouse.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** The name of something new: that of a type, as definitions write it. */
record NewName(String text) {

  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /**
   * Checks it.
   *
   * @throws CommandFailedException if definitions could not name it
   */
  NewName {
    if (!KEBAB.matcher(text).matches()) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "'"
              + text.replaceAll("\\p{Cntrl}", "?")
              + "' is no name for a type. Use small letters, digits and single hyphens, a letter"
              + " first: "
              + suggestion(text)
              + ".");
    }
  }

  /** For a Java class: {@code my-policy} as {@code MyPolicy}. */
  String type() {
    return Arrays.stream(text.split("-"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** For a Java package: {@code my-policy} as {@code mypolicy}. */
  String packagePart() {
    String part = text.replace("-", "");
    return SourceVersion.isKeyword(part) ? part + "bundle" : part;
  }

  private static String suggestion(String text) {
    String words =
        text.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[-0-9]+|-+$", "");
    return words.isEmpty() ? "my-policy" : words;
  }
}
