package io.gatehouse.policy.script;

import io.gatehouse.api.http.Body;

/**
 * Finds digits in content that would hold an event loop if a script made a number of them. The
 * engine reads {@code 0x}, {@code 0o} and {@code 0b} in a time that grows with the square of the
 * length, without a look at the watchdog: seconds for a quarter of a megabyte.
 */
final class LongNumber {

  /** Read within half a second; more than any hexadecimal document that is meant to be one. */
  static final int DIGITS = 131_072;

  private LongNumber() {}

  static boolean isIn(Body body) {
    return body instanceof Body.Buffered(byte[] bytes) && isIn(bytes);
  }

  /** Whether there is one, be it written in escapes of JSON or of forms. */
  static boolean isIn(byte[] content) {
    int digits = -2;
    for (int i = 0; i < content.length && content.length > DIGITS; i++) {
      int c = content[i];
      if (c == '%' && i + 2 < content.length) {
        c = hex(content, i + 1, 2);
        i += 2;
      } else if (c == '\\' && i + 5 < content.length && content[i + 1] == 'u') {
        c = hex(content, i + 2, 4);
        i += 5;
      }
      digits = next(digits, c);
      if (digits > DIGITS) {
        return true;
      }
    }
    return false;
  }

  /** -2 where no number begins, -1 after a zero, else how many digits came after its prefix. */
  private static int next(int digits, int c) {
    if (digits >= 0 && Character.digit(c, 16) >= 0) {
      return digits + 1;
    }
    if (digits == -1 && "xXoObB".indexOf(c) >= 0) {
      return 0;
    }
    return c == '0' ? -1 : -2;
  }

  private static int hex(byte[] content, int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      int digit = Character.digit(content[i], 16);
      if (digit < 0) {
        return 0;
      }
      value = value * 16 + digit;
    }
    return value;
  }
}
