package io.gatehouse.core.exchange;

import io.gatehouse.api.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace an exchange belongs to (W3C Trace Context level 2, section 3): the caller's where its
 * {@code traceparent} is valid, a new one otherwise.
 */
record TraceParent(String traceId, String flags) {

  private static final String HEADER = "traceparent";
  private static final int LENGTH = 55;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Joins or begins a trace, and writes the gateway's own span into the headers. */
  static TraceParent continued(Headers headers) {
    TraceParent trace = received(headers);
    if (trace == null) {
      headers.remove("tracestate");
      ThreadLocalRandom random = ThreadLocalRandom.current();
      trace = new TraceParent(hex(random.nextLong() | 1, random.nextLong()), "00");
    }
    headers.set(HEADER, trace.another());
    return trace;
  }

  /** The field's value for one more span of this trace. */
  String another() {
    return "00-" + traceId + '-' + newSpan() + '-' + flags;
  }

  private static @org.jspecify.annotations.Nullable TraceParent received(Headers headers) {
    String value = headers.firstOr(HEADER, "");
    if (value.length() < LENGTH || severalValues(headers)) {
      return null;
    }
    boolean wellFormed =
        value.charAt(2) == '-'
            && value.charAt(35) == '-'
            && value.charAt(52) == '-'
            && isHex(value, 0, 2)
            && isHex(value, 3, 35)
            && isHex(value, 36, 52)
            && isHex(value, 53, 55)
            && !value.startsWith("ff")
            && !isZero(value, 3, 35)
            && !isZero(value, 36, 52);
    boolean lengthFits =
        value.startsWith("00")
            ? value.length() == LENGTH
            : value.length() == LENGTH || value.charAt(LENGTH) == '-';
    if (!wellFormed || !lengthFits) {
      return null;
    }
    // of the flags only "sampled" is defined; a span of ours claims no other
    boolean sampled = (Character.digit(value.charAt(54), 16) & 1) == 1;
    return new TraceParent(value.substring(3, 35), sampled ? "01" : "00");
  }

  private static boolean severalValues(Headers headers) {
    List<String> all = headers.all(HEADER);
    return all.size() > 1;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static String newSpan() {
    byte[] digits = new byte[16];
    write(digits, 0, ThreadLocalRandom.current().nextLong() | 1);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  private static String hex(long high, long low) {
    byte[] digits = new byte[32];
    write(digits, 0, high);
    write(digits, 16, low);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  private static void write(byte[] digits, int at, long value) {
    for (int i = 0; i < 16; i++) {
      digits[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }

  /**
   * A request id: 12 hex digits of the time in milliseconds, so that ids sort, and 12 at random.
   */
  static String newRequestId(long epochMillis) {
    byte[] digits = new byte[24];
    long random = ThreadLocalRandom.current().nextLong();
    for (int i = 0; i < 12; i++) {
      digits[i] = HEX[(int) (epochMillis >>> (44 - 4 * i)) & 15];
      digits[12 + i] = HEX[(int) (random >>> (44 - 4 * i)) & 15];
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }
}
