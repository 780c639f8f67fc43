package io.gatehouse.api.definition;

/** A number of bytes, written {@code 512B}, {@code 64KiB}, {@code 10MiB} or {@code 2GiB}. */
public record ByteSize(long bytes) {

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size: " + bytes + " (expected: 0 or more bytes)");
    }
  }
}
