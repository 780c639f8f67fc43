package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Undoes the compression of content that a script wants to read. */
final class ContentCoding {

  /** A decompression bomb ends here, whatever its compressed size was. */
  private static final int LARGEST = 16 * 1024 * 1024;

  private ContentCoding() {}

  /** Whether the content is other than it reads. */
  static boolean isCoded(Headers headers, Body body) {
    String coding = headers.firstOr("content-encoding", "").strip();
    return !(coding.isEmpty() || coding.equalsIgnoreCase("identity") || body instanceof Body.Empty);
  }

  /** The content in plain; empty where its coding is unknown, broken or too large. */
  static Optional<Body> decoded(Headers headers, Body body) {
    String coding = headers.firstOr("content-encoding", "").strip().toLowerCase(Locale.ROOT);
    if (coding.isEmpty()
        || coding.equals("identity")
        || !(body instanceof Body.Buffered buffered)) {
      return Optional.of(body);
    }
    if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
      return Optional.empty();
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(buffered.bytes()))) {
      byte[] plain = in.readNBytes(LARGEST + 1);
      if (plain.length > LARGEST) {
        return Optional.empty();
      }
      headers.remove("content-encoding");
      headers.remove("content-length");
      return Optional.of(Body.of(plain));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
