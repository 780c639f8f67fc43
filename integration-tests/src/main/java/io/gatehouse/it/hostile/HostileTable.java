package io.gatehouse.it.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code requests.txt}: its first lines say how it is written. */
final class HostileTable {

  private static final String WITH = "\\{with}";
  private static final String FINISH = "\\{fin}";
  private static final String NO_LINE_END = "\\.";

  private final List<HostileCase> cases = new ArrayList<>();
  private final List<String> variants = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();
  private String id = "";
  private String title = "";
  private int start;

  private HostileTable() {}

  static List<HostileCase> read() {
    HostileTable table = new HostileTable();
    String[] lines = text().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      table.line(lines[i], i + 1);
    }
    return List.copyOf(table.cases);
  }

  private static String text() {
    try (InputStream in = HostileTable.class.getResourceAsStream("requests.txt")) {
      if (in == null) {
        throw new IllegalStateException("requests.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String line, int number) {
    if (line.startsWith("== ")) {
      begin(line, number);
    } else if (line.startsWith("-> ")) {
      end(line.substring(3));
    } else if (id.isEmpty()) {
      requireComment(line, number);
    } else if (line.startsWith("with ") && block.isEmpty()) {
      variants.add(line.substring(5));
    } else if (line.endsWith(NO_LINE_END)) {
      block.append(line, 0, line.length() - NO_LINE_END.length());
    } else {
      block.append(line).append("\\r\\n");
    }
  }

  private void begin(String line, int number) {
    int space = line.indexOf(' ', 3);
    id = line.substring(3, space);
    title = line.substring(space + 1);
    start = number;
  }

  private static void requireComment(String line, int number) {
    if (!line.isBlank() && !line.startsWith("#")) {
      throw new IllegalArgumentException("line " + number + ": " + line);
    }
  }

  private void end(String expectation) {
    if (variants.isEmpty()) {
      add(title, block.toString(), expectation);
    }
    for (String variant : variants) {
      String shown = variant.length() > 60 ? variant.substring(0, 60) + "..." : variant;
      add(
          title + ": " + shown,
          block.toString().replace(WITH, variant),
          expectation.replace(WITH, variant));
    }
    variants.clear();
    block.setLength(0);
    id = "";
  }

  private void add(String name, String text, String expectation) {
    boolean finish = text.endsWith(FINISH);
    String sent = finish ? text.substring(0, text.length() - FINISH.length()) : text;
    cases.add(
        new HostileCase(
            id, name, start, Wording.bytes(sent), finish, Expectation.parse(expectation)));
  }
}
