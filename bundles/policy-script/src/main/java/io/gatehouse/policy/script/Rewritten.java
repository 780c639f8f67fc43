package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.util.List;

/** What else changes when a script gives a message other content. */
final class Rewritten {

  /** Fields that describe the bytes there were. */
  private static final List<String> DESCRIBE_BYTES =
      List.of(
          "content-length",
          "transfer-encoding",
          "content-encoding",
          "content-md5",
          "content-digest",
          "repr-digest",
          "digest");

  private Rewritten() {}

  static void content(Headers headers) {
    DESCRIBE_BYTES.forEach(headers::remove);
  }

  /** Content that nobody will read any more. */
  static void discard(Body body) {
    if (body instanceof Body.Streamed streamed) {
      streamed.discard();
    }
  }
}
