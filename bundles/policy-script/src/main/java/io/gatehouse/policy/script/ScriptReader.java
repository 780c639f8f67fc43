package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads script files, and refuses what cannot be a script before the engine sees it. */
final class ScriptReader {

  private static final long LARGEST = 1024 * 1024;
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private ScriptReader() {}

  /**
   * The policy type that a file makes.
   *
   * @throws ScriptRefusedException if its name cannot be one
   */
  static String type(Path file, String display) {
    String name = file.getFileName().toString();
    if (!name.endsWith(".js")) {
      throw new ScriptRefusedException(
          Place.of(display),
          "'" + name + "' is not used as a policy",
          "A policy's file name ends in .js; a module that policies import belongs in"
              + " policies/lib/");
    }
    String type = name.substring(0, name.length() - ".js".length());
    if (!TYPE.matcher(type).matches()) {
      throw new ScriptRefusedException(
          Place.of(display),
          "'" + type + "' cannot be a policy type",
          "Rename the file to kebab-case, such as " + kebab(type) + ".js");
    }
    if (type.equals(InlineScriptFactory.TYPE)) {
      throw new ScriptRefusedException(
          Place.of(display), "'script' is a built-in policy type", "Rename the file");
    }
    return type;
  }

  /**
   * The text of a file, without its byte order mark.
   *
   * @param file where it is read
   * @param display of the script
   * @throws ScriptRefusedException if it is not readable, too large or not UTF-8
   */
  static ScriptText read(Path file, String display) {
    byte[] bytes;
    try {
      if (Files.size(file) > LARGEST) {
        throw new ScriptRefusedException(
            Place.of(display),
            "the file has " + Files.size(file) + " bytes",
            "A script may have 1 MiB");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ScriptRefusedException(
          List.of(new Finding(Place.of(display), "cannot be read: " + e.getMessage(), "")));
    }
    String text = decode(bytes, display);
    return new ScriptText(display, text.startsWith("\ufeff") ? text.substring(1) : text, 0);
  }

  private static String decode(byte[] bytes, String display) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    chars.flip();
    String text = chars.toString();
    if (result.isError()) {
      int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
      int column = text.length() - text.lastIndexOf('\n');
      throw new ScriptRefusedException(
          new Place(display, line, column, ""), "is not UTF-8", "Save the file in UTF-8");
    }
    return text;
  }

  private static String kebab(String name) {
    String kebab =
        name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .replaceAll("[^A-Za-z0-9]+", "-")
            .replaceAll("^[-0-9]+|-+$", "")
            .toLowerCase(Locale.ROOT);
    return kebab.isEmpty() ? "my-policy" : kebab;
  }
}
