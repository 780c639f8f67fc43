package io.gatehouse.policy.fixedresponse;

import io.gatehouse.api.definition.Setting;
import java.util.Map;
import java.util.Optional;

/** What an operator writes under {@code fixed-response}. */
public record FixedResponseConfig(
    @Setting(value = "The HTTP status", defaultsTo = "200") int status,
    @Setting("The media type of the body; text/plain in UTF-8 where there is one")
        Optional<String> contentType,
    @Setting("The body, sent in UTF-8") Optional<String> body,
    @Setting("Further header fields") Map<String, String> headers) {

  public FixedResponseConfig {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    boolean bodiless = status == 204 || status == 205 || status == 304;
    if (bodiless && (body.isPresent() || contentType.isPresent())) {
      throw new IllegalArgumentException(
          "body: a " + status + " has none (expected: neither body nor contentType)");
    }
    headers = Map.copyOf(headers);
  }
}
