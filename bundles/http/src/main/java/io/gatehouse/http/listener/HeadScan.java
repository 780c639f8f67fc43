package io.gatehouse.http.listener;

import io.gatehouse.api.http.Problem;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a request byte by byte against the grammar of RFC 9112, before the codec gets
 * to see it. The codec is lenient where a gateway must not be: it joins folded lines, takes tabs
 * and carriage returns for spaces, skips any number of empty lines. What passes here means the same
 * to every reader of HTTP. Keeps its place between reads; one for each connection.
 */
final class HeadScan {

  /** What came of a scan. */
  enum Outcome {
    INCOMPLETE,
    COMPLETE,
    FLAWED
  }

  private enum State {
    START,
    EMPTY_LINE_END,
    METHOD,
    TARGET,
    VERSION,
    LINE_END,
    LINE_START,
    NAME,
    VALUE,
    HEAD_END
  }

  private static final int TOKEN = 1;
  private static final int VISIBLE = 2;
  private static final int TEXT = 4;
  private static final byte[] CLASSES = classes();
  private static final long HTTP_1_1 = 0x485454502f312e31L;
  private static final long HTTP_1_0 = 0x485454502f312e30L;

  private final int lineLimit;
  private final int fieldLimit;
  private final int countLimit;

  private State state = State.START;
  private int scanned;
  private int lineStart;
  private int tokenStart;
  private int methodEnd;
  private int fieldsStart;
  private int count;
  private long version;
  private boolean emptyLine;
  private @Nullable Problem flaw;

  HeadScan(int lineLimit, int fieldLimit, int countLimit) {
    this.lineLimit = lineLimit;
    this.fieldLimit = fieldLimit;
    this.countLimit = countLimit;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int b = 0; b < 256; b++) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b);
      boolean visible = b > ' ' && b < 127;
      int bits = letter || (visible && "!#$%&'*+-.^_`|~".indexOf(b) >= 0) ? TOKEN : 0;
      bits |= visible ? VISIBLE : 0;
      bits |= (b >= ' ' && b != 127) || b == '\t' ? TEXT : 0;
      classes[b] = (byte) bits;
    }
    return classes;
  }

  /** Forgets everything: another head begins. */
  void reset() {
    state = State.START;
    scanned = 0;
    lineStart = 0;
    methodEnd = 0;
    fieldsStart = 0;
    count = 0;
    version = 0;
    emptyLine = false;
    flaw = null;
  }

  /** Whether a first byte of a request has come. */
  boolean begun() {
    return state != State.START && state != State.EMPTY_LINE_END;
  }

  /** What is wrong, after {@link Outcome#FLAWED}. */
  Problem flaw() {
    Problem found = flaw;
    return found == null ? Faults.badRequest("the request cannot be read") : found;
  }

  /** The method, where so much of the request was well-formed. */
  String method(ByteBuf in) {
    return methodEnd == 0
        ? "-"
        : in.toString(
            in.readerIndex() + lineStart, methodEnd - lineStart, StandardCharsets.US_ASCII);
  }

  /**
   * Reads on from where the last scan of this head ended.
   *
   * @param in begins with the head
   * @param window space to work in; holds nothing between scans
   */
  Outcome scan(ByteBuf in, byte[] window) {
    while (scanned < in.readableBytes()) {
      int length = Math.min(window.length, in.readableBytes() - scanned);
      in.getBytes(in.readerIndex() + scanned, window, 0, length);
      Outcome outcome = scan(window, length);
      if (outcome != Outcome.INCOMPLETE) {
        return outcome;
      }
    }
    return withinLimits(scanned) ? Outcome.INCOMPLETE : Outcome.FLAWED;
  }

  private Outcome scan(byte[] window, int length) {
    for (int i = 0; i < length; i++) {
      int b = window[i];
      int kind = CLASSES[b & 0xff];
      int at = scanned + i;
      switch (state) {
        case VALUE -> {
          // by far the most bytes are here
          while ((kind & TEXT) != 0 && i + 1 < length) {
            kind = CLASSES[window[++i] & 0xff];
          }
          at = scanned + i;
          if ((kind & TEXT) == 0 && !lineEnds(window[i], "a header value")) {
            return Outcome.FLAWED;
          }
        }
        case NAME -> {
          if (b == ':' && at > tokenStart) {
            state = State.VALUE;
          } else if ((kind & TOKEN) == 0) {
            return flawed("a header line is not of the form 'name: value'");
          }
        }
        case LINE_START -> {
          if (b == '\r') {
            state = State.HEAD_END;
          } else if ((kind & TOKEN) == 0) {
            return flawed("a header line begins with something other than a name");
          } else {
            state = State.NAME;
            tokenStart = at;
            count++;
          }
        }
        case LINE_END -> {
          if (b != '\n') {
            return flawed("a carriage return without a line feed");
          }
          state = State.LINE_START;
          if (fieldsStart == 0) {
            fieldsStart = at + 1;
          }
          if (!withinLimits(at + 1)) {
            return Outcome.FLAWED;
          }
        }
        case TARGET -> {
          if (b == ' ' && at > tokenStart) {
            state = State.VERSION;
            tokenStart = at + 1;
          } else if ((kind & VISIBLE) == 0) {
            return flawed("the request line is not of the form 'METHOD target HTTP/1.1'");
          }
        }
        case METHOD -> {
          if (b == ' ') {
            state = State.TARGET;
            methodEnd = at;
            tokenStart = at + 1;
          } else if ((kind & TOKEN) == 0) {
            return flawed("the method is not a token");
          }
        }
        case VERSION -> {
          if ((kind & VISIBLE) != 0) {
            version = (version << 8) | b;
          } else if (!lineEnds(b, "the request line") || !versionServed(at - tokenStart)) {
            return Outcome.FLAWED;
          }
        }
        case START -> {
          if (b == '\r' && !emptyLine) {
            state = State.EMPTY_LINE_END;
          } else if ((kind & TOKEN) == 0) {
            return flawed("the request does not begin with a method");
          } else {
            state = State.METHOD;
            lineStart = at;
          }
        }
        case EMPTY_LINE_END -> {
          if (b != '\n') {
            return flawed("a carriage return without a line feed");
          }
          emptyLine = true;
          state = State.START;
        }
        case HEAD_END -> {
          if (b != '\n') {
            return flawed("a carriage return without a line feed");
          }
          return Outcome.COMPLETE;
        }
      }
    }
    scanned += length;
    return Outcome.INCOMPLETE;
  }

  private boolean versionServed(int length) {
    if (length == 8 && (version == HTTP_1_1 || version == HTTP_1_0)) {
      return true;
    }
    boolean wellFormed =
        length == 8
            && version >> 24 == HTTP_1_1 >> 24
            && isDigit((int) ((version >> 16) & 0xff))
            && ((version >> 8) & 0xff) == '.'
            && isDigit((int) (version & 0xff));
    flaw =
        wellFormed
            ? Faults.versionNotSupported()
            : Faults.badRequest("the request line does not end in an HTTP version");
    return false;
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  private boolean lineEnds(int b, String where) {
    if (b == '\r') {
      state = State.LINE_END;
      return true;
    }
    flawed(b == '\n' ? "a line feed without a carriage return" : "a control character in " + where);
    return false;
  }

  private Outcome flawed(String detail) {
    flaw = Faults.badRequest(detail);
    return Outcome.FLAWED;
  }

  private boolean withinLimits(int position) {
    if (fieldsStart == 0) {
      if (position - lineStart > lineLimit + 2) {
        flaw = Faults.uriTooLong(lineLimit);
      }
    } else if (fieldsStart - lineStart > lineLimit + 2) {
      flaw = Faults.uriTooLong(lineLimit);
    } else if (count > countLimit) {
      flaw = Faults.headersTooLarge("there are more than " + countLimit + " header lines");
    } else if (position - fieldsStart > fieldLimit) {
      flaw = Faults.headersTooLarge("the header lines are longer than " + fieldLimit + " bytes");
    }
    return flaw == null;
  }
}
