package io.gatehouse.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Text on its way to a file: ASCII and JSON strings, written as bytes straight away. */
final class LineBuffer {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** What one character takes at most: an escape. */
  private static final int WIDEST = 6;

  private byte[] bytes;
  private int length;

  /**
   * A string's characters in one copy: looking at them one by one through the string costs more.
   */
  private char[] characters = new char[256];

  LineBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** Appends text that is known to be ASCII and to need no escapes. */
  @SuppressWarnings("deprecation") // deprecated for dropping the upper half, of which there is none
  LineBuffer plain(String text) {
    int size = text.length();
    ensure(size);
    text.getBytes(0, size, bytes, length);
    length += size;
    return this;
  }

  LineBuffer number(long value) {
    if (value < 0) {
      return plain(Long.toString(value));
    }
    ensure(20);
    int end = length + digits(value);
    long rest = value;
    for (int at = end - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
    return this;
  }

  /** Appends the number with zeros in front, so that it has this many digits. */
  LineBuffer padded(int value, int width) {
    ensure(width);
    int rest = value;
    for (int at = length + width - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
    return this;
  }

  /**
   * Appends a JSON string. What could end a line or move a terminal's cursor is escaped; a
   * surrogate without its other half becomes the replacement character, because it is no text.
   */
  LineBuffer quoted(String text) {
    int size = text.length();
    ensure(size * WIDEST + 2);
    if (characters.length < size) {
      characters = new char[size];
    }
    text.getChars(0, size, characters, 0);
    bytes[length++] = '"';
    for (int i = simple(size); i < size; i++) {
      char c = characters[i];
      if (isSimple(c)) {
        bytes[length++] = (byte) c;
      } else if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        escaped(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < size
          && Character.isLowSurrogate(characters[i + 1])) {
        utf8(Character.toCodePoint(c, characters[++i]));
      } else {
        utf8(Character.isSurrogate(c) ? 0xFFFD : c);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  /** Appends the characters up to the first that needs more than itself; says where that is. */
  private int simple(int size) {
    byte[] out = bytes;
    char[] in = characters;
    int at = length;
    int i = 0;
    while (i < size && isSimple(in[i])) {
      out[at++] = (byte) in[i++];
    }
    length = at;
    return i;
  }

  private static boolean isSimple(char c) {
    return c >= ' ' && c < 127 && c != '"' && c != '\\';
  }

  /** Writes everything there is, as far as the channel takes it; keeps the rest. */
  void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } finally {
      System.arraycopy(bytes, rest.position(), bytes, 0, rest.remaining());
      length = rest.remaining();
    }
  }

  private void escaped(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }

  private void utf8(int point) {
    if (point < 0x800) {
      bytes[length++] = (byte) (0xC0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xE0 | (point >> 12));
      } else {
        bytes[length++] = (byte) (0xF0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      }
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3F));
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
