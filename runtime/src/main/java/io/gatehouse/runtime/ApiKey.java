package io.gatehouse.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An API key. Only its hash is ever written down; 256 random bits need no salt and no slow hash.
 */
record ApiKey(String text) {

  private static final int BYTES = 32;

  static ApiKey random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new ApiKey("gh_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** As {@code etc/consumers.yaml} wants it: how it was made, then lower-case hex. */
  String hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Does not give the key away. */
  @Override
  public String toString() {
    return "***";
  }
}
