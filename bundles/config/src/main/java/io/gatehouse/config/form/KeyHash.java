package io.gatehouse.config.form;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an API key, with or without {@code sha256:} in front. What is written instead may
 * be the key itself: it is never shown.
 */
public final class KeyHash {

  private static final String PREFIX = "sha256:";
  private static final Pattern HASH = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

  private KeyHash() {}

  /** The digits of a hash. */
  public static String digits(String text) {
    return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
  }

  static Optional<Complaint> check(String text) {
    if (HASH.matcher(text).matches()) {
      return Optional.empty();
    }
    if (HASH.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
      return TextForm.complaint(
          "the hash has upper-case letters", "Write what 'gatehouse key hash' prints");
    }
    if (text.startsWith(PREFIX)) {
      return TextForm.complaint(
          "'sha256:' is followed by "
              + (text.length() - PREFIX.length())
              + " characters, not by 64 hex digits",
          "Write what 'gatehouse key hash' prints");
    }
    return TextForm.complaint(
        "this is not the hash of a key, but perhaps the key itself",
        "Hash the key with 'gatehouse key hash' and write what it prints: sha256:...");
  }
}
