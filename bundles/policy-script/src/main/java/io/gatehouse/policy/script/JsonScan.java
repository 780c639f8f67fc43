package io.gatehouse.policy.script;

/** Strings and numbers of JSON text (RFC 8259, sections 6 and 7). */
final class JsonScan {

  private JsonScan() {}

  /** Behind the string that begins here; -1 where it is none. */
  static int afterString(String text, int from, int end) {
    for (int i = from + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c < ' ') {
        return -1;
      }
      if (c == '\\') {
        i++;
        if (i >= end) {
          return -1;
        }
        char escaped = text.charAt(i);
        if (escaped == 'u') {
          if (!isHex(text, i + 1, i + 5, end)) {
            return -1;
          }
          i += 4;
        } else if ("\"\\/bfnrt".indexOf(escaped) < 0) {
          return -1;
        }
      }
    }
    return -1;
  }

  private static boolean isHex(String text, int from, int to, int end) {
    for (int i = from; i < to; i++) {
      if (i >= end || text.charAt(i) > 'f' || Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Behind the number that begins here; -1 where it is none. */
  static int afterNumber(String text, int from, int end) {
    int i = from < end && text.charAt(from) == '-' ? from + 1 : from;
    int whole = afterDigits(text, i, end);
    if (whole == i || (text.charAt(i) == '0' && whole > i + 1)) {
      return -1;
    }
    i = whole;
    if (i < end && text.charAt(i) == '.') {
      int fraction = afterDigits(text, i + 1, end);
      if (fraction == i + 1) {
        return -1;
      }
      i = fraction;
    }
    if (i < end && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      int digits = i + 1;
      if (digits < end && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
        digits++;
      }
      i = afterDigits(text, digits, end);
      if (i == digits) {
        return -1;
      }
    }
    return i;
  }

  private static int afterDigits(String text, int from, int end) {
    int i = from;
    while (i < end && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
