package io.gatehouse.config.read;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a file with lines that end in a line feed and characters that may stand in one; what
 * was otherwise is a finding and has been replaced, so that reading goes on.
 */
record SourceText(String text, List<Finding> findings) {

  static SourceText of(String file, byte[] bytes) {
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      return new SourceText(
          "",
          List.of(Mistake.at(Place.of(file), "the file is in UTF-16", "Save it as UTF-8 text")));
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    List<Finding> findings = new ArrayList<>();
    String text = unified(decoded(file, in, findings));
    return new SourceText(withoutControls(file, text, findings), findings);
  }

  private static boolean startsWith(byte[] bytes, int... wanted) {
    if (bytes.length < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((bytes[i] & 0xFF) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static String decoded(String file, ByteBuffer in, List<Finding> findings) {
    CharsetDecoder strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    while (true) {
      CoderResult result = strict.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      if (findings.isEmpty()) {
        String before = out.duplicate().flip().toString();
        findings.add(
            Mistake.at(
                at(file, before, before.length()),
                "byte 0x%02X is not UTF-8".formatted(in.get(in.position()) & 0xFF),
                "Save the file as UTF-8 text"));
      }
      in.position(in.position() + result.length());
      out.put('\uFFFD');
    }
  }

  private static String unified(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static String withoutControls(String file, String text, List<Finding> findings) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (standsInAFile(c)) {
        continue;
      }
      if (clean == null) {
        clean = new StringBuilder(text);
        findings.add(
            Mistake.at(
                at(file, text, i),
                "there is an invisible character, U+%04X".formatted((int) c),
                "Remove it; is this a text file?"));
      }
      clean.setCharAt(i, ' ');
    }
    return clean == null ? text : clean.toString();
  }

  /** The line separators of YAML 1.1 are left out because no editor counts them as lines. */
  private static boolean standsInAFile(char c) {
    if (c < ' ') {
      return c == '\n' || c == '\t';
    }
    return (c < 0x7F || c > 0x9F)
        && c != '\u2028'
        && c != '\u2029'
        && c != '\uFEFF'
        && c != '\uFFFE'
        && c != '\uFFFF';
  }

  private static Place at(String file, String text, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Place(file, line, text.codePointCount(lineStart, index) + 1, "");
  }
}
