package io.gatehouse.it.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request as it reached a stub upstream.
 *
 * @param head every byte of it up to the empty line
 * @param body the first {@value StubUpstream#KEPT} bytes of the content
 * @param length of the whole content in bytes
 * @param checksum CRC-32 of the whole content
 * @param connection which of the stub's connections it came on, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of a request
public record Received(
    String head,
    String method,
    String target,
    List<RawResponse.Field> fields,
    byte[] body,
    long length,
    long checksum,
    int connection) {

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public List<String> all(String name) {
    return fields.stream()
        .filter(f -> f.name().equalsIgnoreCase(name))
        .map(RawResponse.Field::value)
        .toList();
  }

  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }
}
