package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Place;
import io.gatehouse.config.read.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What holds for a key that was left out. */
final class Absent {

  private Absent() {}

  /** The value of a shape that says so itself; null for those that do not. */
  static @Nullable Object of(Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> Optional.empty();
      case Shape.Listed listed when !listed.filled() -> List.of();
      case Shape.Mapped mapped -> Map.of();
      default -> null;
    };
  }

  /** A default as a node: a scalar, {@code {}}, or a list of scalars such as {@code [a, b]}. */
  static ConfigNode written(String text, Place place) {
    if (text.equals("{}")) {
      return new ConfigNode.Mapping(List.of(), place);
    }
    if (text.startsWith("[") && text.endsWith("]")) {
      List<ConfigNode> items = new ArrayList<>();
      for (String item : text.substring(1, text.length() - 1).split(",", -1)) {
        if (!item.isBlank()) {
          items.add(scalar(item.strip(), place));
        }
      }
      return new ConfigNode.Sequence(items, place);
    }
    return scalar(text, place);
  }

  private static ConfigNode scalar(String text, Place place) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String value = quoted ? text.substring(1, text.length() - 1) : text;
    return new ConfigNode.Scalar(value, value, quoted ? Kind.STRING : Scalars.kindOf(value), place);
  }
}
