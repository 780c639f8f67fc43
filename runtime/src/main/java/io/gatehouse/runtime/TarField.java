package io.gatehouse.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The fields of a tar header that are written and read here, by their places (POSIX ustar). */
enum TarField {
  NAME(0, 100),
  MODE(100, 8),
  UID(108, 8),
  GID(116, 8),
  SIZE(124, 12),
  MODIFIED(136, 12),
  CHECKSUM(148, 8),
  TYPE(156, 1),
  MAGIC(257, 8),
  OWNER(265, 32),
  GROUP(297, 32),
  PREFIX(345, 155);

  /** Everything in an archive is a multiple of this. */
  static final int BLOCK = 512;

  /** A regular file. */
  static final char FILE = '0';

  /** A folder. */
  static final char FOLDER = '5';

  /** What does not fit into the header that follows. */
  static final char EXTENDED = 'x';

  private final int offset;
  private final int length;

  TarField(int offset, int length) {
    this.offset = offset;
    this.length = length;
  }

  int length() {
    return length;
  }

  void text(byte[] header, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer.wrap(header, offset, length).put(bytes, 0, Math.min(length, bytes.length));
  }

  /** Writes octal digits; those that this field has room for, with a NUL behind them. */
  void number(byte[] header, long value) {
    String digits = Long.toOctalString(value);
    text(header, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
  }

  String text(byte[] header) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  /**
   * Reads octal digits.
   *
   * @throws NumberFormatException if they are none
   */
  long number(byte[] header) {
    String digits = text(header).strip();
    long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    if (value < 0) {
      throw new NumberFormatException(digits);
    }
    return value;
  }

  /** The sum of all bytes of the header, its own counted as blanks. */
  static long sum(byte[] header) {
    long sum = 0;
    for (int at = 0; at < BLOCK; at++) {
      boolean own = at >= CHECKSUM.offset && at < CHECKSUM.offset + CHECKSUM.length;
      sum += own ? ' ' : header[at] & 0xff;
    }
    return sum;
  }
}
