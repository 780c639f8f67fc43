package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Writes JSON, the form in which values cross into a context. */
final class Json {

  private Json() {}

  /** A map, a list, a string, a number or a boolean; what is none of these is null. */
  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /** Configuration with the types that the operator wrote. */
  static Optional<Object> plain(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Mapping mapping -> {
        Map<String, Object> map = new java.util.LinkedHashMap<>();
        for (ConfigNode.Entry entry : mapping.entries()) {
          map.put(entry.key(), plain(entry.value()).orElse(Optional.empty()));
        }
        yield Optional.of(map);
      }
      case ConfigNode.Sequence sequence ->
          Optional.of(
              sequence.items().stream().map(i -> plain(i).orElse(Optional.empty())).toList());
      case ConfigNode.Scalar scalar -> plain(scalar);
    };
  }

  private static Optional<Object> plain(ConfigNode.Scalar scalar) {
    String text = scalar.text();
    return switch (scalar.kind()) {
      case NULL -> Optional.empty();
      case STRING -> Optional.of(text);
      case BOOLEAN -> Optional.of(text.equalsIgnoreCase("true"));
      case NUMBER -> Optional.of(number(text));
    };
  }

  private static Object number(String text) {
    OptionalLong whole = whole(text);
    if (whole.isPresent()) {
      return whole.getAsLong();
    }
    OptionalDouble real = real(text);
    return real.isPresent() ? real.getAsDouble() : text;
  }

  private static OptionalLong whole(String text) {
    try {
      return OptionalLong.of(Long.decode(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalDouble real(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case String text -> string(text, out);
      case Long number -> out.append(number.longValue());
      case Integer number -> out.append(number.intValue());
      case Double number -> out.append(number.doubleValue());
      case Boolean bool -> out.append(bool.booleanValue());
      case Map<?, ?> map -> map(map, out);
      case Collection<?> list -> list(List.copyOf(list), out);
      default -> out.append("null");
    }
  }

  private static void map(Map<?, ?> map, StringBuilder out) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      string(String.valueOf(entry.getKey()), out);
      out.append(':');
      write(entry.getValue(), out);
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void list(List<?> list, StringBuilder out) {
    String separator = "[";
    for (Object item : list) {
      out.append(separator);
      write(item, out);
      separator = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
