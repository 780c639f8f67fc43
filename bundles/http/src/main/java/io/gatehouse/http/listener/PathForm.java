package io.gatehouse.http.listener;

import io.gatehouse.api.http.ProblemException;

/**
 * The one form of a path. Percent-encoded unreserved characters are decoded, other encodings get
 * upper-case digits, dot segments and empty segments are removed; what readers of paths disagree
 * about is refused (see the table in the bundle's README).
 */
final class PathForm {

  private static final boolean[] PLAIN = new boolean[128];
  private static final String HEX = "0123456789ABCDEF";

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      PLAIN[c] = true;
      PLAIN[c - 32] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      PLAIN[c] = true;
    }
    for (char c : "-._~!$&'()*+,=:@/".toCharArray()) {
      PLAIN[c] = true;
    }
  }

  private PathForm() {}

  /**
   * The canonical form; the very same text where it is canonical already.
   *
   * @param path visible ASCII that begins with a slash
   * @throws ProblemException if it could mean different things to different readers
   */
  static String canonical(String path) {
    char previous = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (!PLAIN[c] || (previous == '/' && (c == '/' || c == '.'))) {
        return segments(decoded(path));
      }
      previous = c;
    }
    return path;
  }

  private static String decoded(String path) {
    StringBuilder out = new StringBuilder(path.length() + 8);
    Utf8Check utf8 = new Utf8Check();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        int octet = octet(path, i);
        i += 2;
        utf8.next(octet);
        refuseAmbiguous(path, octet, i);
        if (octet < 128 && isUnreserved((char) octet)) {
          out.append((char) octet);
        } else {
          encode(out, octet);
        }
        continue;
      }
      utf8.next(c);
      if (PLAIN[c]) {
        out.append(c);
      } else if (c == ';' || c == '\\' || c == '#') {
        throw Faults.bad("the path has a '" + c + "'");
      } else {
        encode(out, c);
      }
    }
    utf8.end();
    return out.toString();
  }

  private static void refuseAmbiguous(String path, int octet, int last) {
    if (octet < ' ' || octet == 127) {
      throw Faults.bad("the path has an encoded control character");
    }
    switch (octet) {
      case '/', '\\', ';' -> throw Faults.bad("the path has an encoded '" + (char) octet + "'");
      case '%' -> {
        if (hex(path, last + 1) >= 0 && hex(path, last + 2) >= 0) {
          throw Faults.bad("the path is percent-encoded twice");
        }
      }
      default -> {}
    }
  }

  private static int octet(String path, int percent) {
    int high = hex(path, percent + 1);
    int low = hex(path, percent + 2);
    if (high < 0 || low < 0) {
      throw Faults.bad("the path has a '%' that is not followed by two hexadecimal digits");
    }
    return (high << 4) | low;
  }

  private static int hex(String text, int at) {
    return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static void encode(StringBuilder out, int octet) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }

  private static String segments(String path) {
    StringBuilder out = new StringBuilder(path.length());
    int start = 1;
    while (true) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      int length = end - start;
      if (length == 2 && path.startsWith("..", start)) {
        int parent = out.lastIndexOf("/");
        if (parent < 0) {
          throw Faults.bad("the path leads above the root");
        }
        out.setLength(parent);
      } else if (length > 0 && !(length == 1 && path.charAt(start) == '.')) {
        out.append('/').append(path, start, end);
      }
      boolean last = slash < 0;
      if (last) {
        boolean folder = length == 0 || isDots(path, start, end);
        return folder ? out.append('/').toString() : out.toString();
      }
      start = end + 1;
    }
  }

  private static boolean isDots(String path, int start, int end) {
    int length = end - start;
    return length <= 2 && path.startsWith("..".substring(0, length), start);
  }

  /** Refuses bytes that are not UTF-8, overlong forms and encoded control characters included. */
  private static final class Utf8Check {

    private int missing;
    private int point;
    private int least;

    void next(int octet) {
      if (missing > 0) {
        if (octet >> 6 != 2) {
          throw invalid();
        }
        point = (point << 6) | (octet & 0x3f);
        missing--;
        if (missing == 0
            && (point < least
                || point > 0x10ffff
                || point < 0xa0
                || (point >= 0xd800 && point <= 0xdfff))) {
          throw invalid();
        }
      } else if (octet >= 128) {
        begin(octet);
      }
    }

    private void begin(int octet) {
      if (octet >> 5 == 6) {
        missing = 1;
        point = octet & 0x1f;
        least = 0x80;
      } else if (octet >> 4 == 14) {
        missing = 2;
        point = octet & 0x0f;
        least = 0x800;
      } else if (octet >> 3 == 30) {
        missing = 3;
        point = octet & 0x07;
        least = 0x10000;
      } else {
        throw invalid();
      }
    }

    void end() {
      if (missing > 0) {
        throw invalid();
      }
    }

    private static ProblemException invalid() {
      return Faults.bad("the path is not valid UTF-8 text");
    }
  }
}
