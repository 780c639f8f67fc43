package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Content as a case writes it.
 *
 * @param type what it is where no header field says it; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of content
public record Content(byte[] bytes, String type) {

  /**
   * What the keys say, of which one may be there.
   *
   * @throws IllegalArgumentException naming the key
   */
  public static Content of(
      Optional<String> text, Optional<ConfigNode> json, Optional<String> base64) {
    if (text.isPresent() && (json.isPresent() || base64.isPresent())) {
      throw new IllegalArgumentException(
          "text: there is other content, too (expected: one of text, json and base64)");
    }
    if (json.isPresent() && base64.isPresent()) {
      throw new IllegalArgumentException(
          "json: there is other content, too (expected: one of text, json and base64)");
    }
    if (json.isPresent()) {
      return new Content(
          JsonText.of(json.get()).getBytes(StandardCharsets.UTF_8), "application/json");
    }
    if (base64.isPresent()) {
      return new Content(bytes(base64.get()), "application/octet-stream");
    }
    return new Content(
        text.orElse("").getBytes(StandardCharsets.UTF_8),
        text.isPresent() ? "text/plain;charset=UTF-8" : "");
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("base64: " + base64 + " (expected: Base64)", wrong);
    }
  }
}
