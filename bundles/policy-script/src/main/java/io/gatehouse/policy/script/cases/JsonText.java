package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a document says, as JSON. */
public final class JsonText {

  private static final int LONGEST_SHOWN = 200;

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  private JsonText() {}

  /** In the order written. */
  public static String of(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar(scalar);
      case ConfigNode.Sequence list ->
          list.items().stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
      case ConfigNode.Mapping map ->
          map.entries().stream()
              .map(entry -> quoted(entry.key()) + ':' + of(entry.value()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  /** Short enough for a line. */
  static String shown(ConfigNode node) {
    return shown(of(node));
  }

  static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  /** Whether both mean the same: numbers by their value, keys in any order. */
  static boolean same(ConfigNode one, ConfigNode other) {
    return switch (one) {
      case ConfigNode.Scalar left ->
          other instanceof ConfigNode.Scalar right
              && left.kind() == right.kind()
              && value(left).equals(value(right));
      case ConfigNode.Sequence left ->
          other instanceof ConfigNode.Sequence right && same(left.items(), right.items());
      case ConfigNode.Mapping left ->
          other instanceof ConfigNode.Mapping right && same(left, right);
    };
  }

  private static boolean same(List<ConfigNode> left, List<ConfigNode> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(ConfigNode.Mapping left, ConfigNode.Mapping right) {
    TreeMap<String, ConfigNode> of = new TreeMap<>();
    right.entries().forEach(entry -> of.put(entry.key(), entry.value()));
    return left.entries().size() == of.size()
        && left.entries().stream()
            .allMatch(
                entry ->
                    of.containsKey(entry.key())
                        && same(entry.value(), Objects.requireNonNull(of.get(entry.key()))));
  }

  private static String value(ConfigNode.Scalar scalar) {
    return switch (scalar.kind()) {
      case NULL -> "null";
      case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT);
      case NUMBER -> number(scalar.text());
      case STRING -> scalar.text();
    };
  }

  private static String number(String text) {
    try {
      BigDecimal value =
          text.startsWith("0x") || text.startsWith("0o")
              ? new BigDecimal(new BigInteger(text.substring(2), text.startsWith("0x") ? 16 : 8))
              : new BigDecimal(text);
      return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    } catch (NumberFormatException notFinite) {
      return "null";
    }
  }

  private static String scalar(ConfigNode.Scalar scalar) {
    return switch (scalar.kind()) {
      case STRING -> quoted(scalar.text());
      case NUMBER -> JSON_NUMBER.matcher(scalar.text()).matches() ? scalar.text() : value(scalar);
      case BOOLEAN, NULL -> value(scalar);
    };
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
