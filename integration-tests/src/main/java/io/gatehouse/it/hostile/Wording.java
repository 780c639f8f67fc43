package io.gatehouse.it.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** How bytes are written in the tables: text with escapes. */
final class Wording {

  private Wording() {}

  /** The bytes that this text stands for; characters up to U+00FF are one byte each. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.write(c);
        i++;
      } else if (text.charAt(i + 1) == '{') {
        i = repeat(text, i, out);
      } else {
        i = escape(text, i, out);
      }
    }
    return out.toByteArray();
  }

  static String text(String text) {
    return new String(bytes(text), StandardCharsets.ISO_8859_1);
  }

  private static int repeat(String text, int start, ByteArrayOutputStream out) {
    int end = text.indexOf('}', start);
    int star = text.lastIndexOf('*', end);
    byte[] once = bytes(text.substring(start + 2, star));
    int times = Integer.parseInt(text.substring(star + 1, end));
    for (int i = 0; i < times; i++) {
      out.write(once, 0, once.length);
    }
    return end + 1;
  }

  private static int escape(String text, int at, ByteArrayOutputStream out) {
    char kind = text.charAt(at + 1);
    switch (kind) {
      case 'r' -> out.write('\r');
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case '0' -> out.write(0);
      case '\\' -> out.write('\\');
      case 'x' -> {
        out.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
        return at + 4;
      }
      case 'u' -> {
        int code = Integer.parseInt(text.substring(at + 2, at + 6), 16);
        out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
        return at + 6;
      }
      default -> throw new IllegalArgumentException("escape: \\" + kind + " in '" + text + "'");
    }
    return at + 2;
  }
}
