package io.gatehouse.it.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A response as it was on the wire.
 *
 * @param statusLine without its line end
 * @param whole whether the body ended as the head said it would
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of a response
public record RawResponse(
    String statusLine, int status, List<Field> fields, byte[] body, boolean whole) {

  /** A header line. */
  public record Field(String name, String value) {}

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  public boolean announcesClose() {
    return all("connection").stream().anyMatch(value -> value.equalsIgnoreCase("close"));
  }
}
