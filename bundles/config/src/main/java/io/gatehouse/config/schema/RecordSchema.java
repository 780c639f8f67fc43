package io.gatehouse.config.schema;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.config.bind.Choices;
import io.gatehouse.config.bind.RecordKeys;
import io.gatehouse.config.bind.Shape;
import io.gatehouse.config.form.Durations;
import io.gatehouse.config.form.Sizes;
import io.gatehouse.config.form.TextForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON Schema of shapes: the same that the binder goes by. A schema lets through whatever the
 * binder does; the binder knows more than can be said in a schema.
 */
final class RecordSchema {

  /** A reference may stand wherever a single value may. */
  private static final Map<String, Object> REFERENCE =
      Map.of("type", "string", "pattern", "\\$\\{(env|secret|file):[^}]+\\}");

  private RecordSchema() {}

  /** The schema of a record. */
  static Map<String, Object> of(Class<?> type) {
    return of(Shape.of(type));
  }

  static Map<String, Object> of(Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> of(maybe.shape());
      case Shape.Keyed keyed -> object(keyed.type());
      case Shape.Listed listed -> {
        Map<String, Object> list = typed("array");
        list.put("items", of(listed.item()));
        if (listed.filled()) {
          list.put("minItems", 1);
        }
        yield list;
      }
      case Shape.Mapped mapped -> {
        Map<String, Object> map = typed("object");
        if (!mapped.key().pattern().isEmpty()) {
          map.put("propertyNames", new LinkedHashMap<>(Map.of("pattern", mapped.key().pattern())));
        }
        map.put("additionalProperties", of(mapped.value()));
        yield map;
      }
      case Shape.Anything anything ->
          anything.schema().isEmpty()
              ? new LinkedHashMap<>()
              : new LinkedHashMap<>(Map.of("$ref", "#/$defs/" + anything.schema()));
      case Shape.Impossible impossible ->
          throw new IllegalArgumentException(
              "type: " + impossible.type() + " (expected: a setting)");
      case Shape.Text text -> text(text.form());
      case Shape.Hidden hidden -> typed("string");
      case Shape.Fraction fraction -> orReference(typed("number"));
      case Shape.Flag flag -> orReference(typed("boolean"));
      case Shape.Whole whole -> {
        Map<String, Object> number = typed("integer");
        number.put("minimum", whole.min());
        number.put("maximum", whole.max());
        yield orReference(number);
      }
      case Shape.Choice choice ->
          orReference(new LinkedHashMap<>(Map.of("enum", Choices.names(choice.type()))));
      case Shape.Time time -> orReference(pattern(Durations.PATTERN));
      case Shape.Size size -> orReference(pattern(Sizes.PATTERN));
      case Shape.Link link -> orReference(typed("string"));
    };
  }

  /** The keys of a record. */
  static Map<String, Object> object(Class<?> type) {
    Map<String, Object> object = typed("object");
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordKeys.Key key : RecordKeys.of(type).keys().values()) {
      Map<String, Object> property = new LinkedHashMap<>();
      if (!key.description().isEmpty()) {
        property.put("description", key.description() + bounds(key.shape()));
      }
      if (!key.defaultsTo().isEmpty() && !key.defaultsTo().equals("{}")) {
        property.put("default", plain(key));
      }
      property.putAll(of(key.shape()));
      properties.put(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    object.put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    object.put("additionalProperties", false);
    return object;
  }

  /** YAML reads unquoted numbers and booleans as what they are; they are texts all the same. */
  private static Map<String, Object> text(TextForm form) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("type", List.of("string", "number", "boolean"));
    if (form.pattern().isEmpty()) {
      return text;
    }
    text.put("pattern", form.pattern());
    return orReference(text);
  }

  private static Map<String, Object> orReference(Map<String, Object> schema) {
    Map<String, Object> either = new LinkedHashMap<>();
    either.put("anyOf", List.of(schema, REFERENCE));
    return either;
  }

  private static Map<String, Object> pattern(String pattern) {
    Map<String, Object> text = typed("string");
    text.put("pattern", pattern);
    return text;
  }

  private static Map<String, Object> typed(String type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    return schema;
  }

  private static Object plain(RecordKeys.Key key) {
    String text = key.defaultsTo().replaceAll("^\"|\"$", "");
    return switch (key.shape()) {
      case Shape.Whole whole -> Long.valueOf(text);
      case Shape.Fraction fraction -> Double.valueOf(text);
      case Shape.Flag flag -> Boolean.valueOf(text);
      case Shape.Listed listed -> items(text);
      default -> text;
    };
  }

  private static List<String> items(String text) {
    return text.replaceAll("[\\[\\]]", "")
        .lines()
        .flatMap(l -> List.of(l.split(",")).stream())
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static String bounds(Shape shape) {
    return switch (shape) {
      case Shape.Time(var min, var max) when min.isPresent() && max.isPresent() ->
          bounds(Durations.written(min.get()), written(max.get()));
      case Shape.Size(var min, var max) when min.isPresent() && max.isPresent() ->
          bounds(Sizes.written(min.get()), written(max.get()));
      default -> "";
    };
  }

  private static String written(Duration duration) {
    return Durations.written(duration);
  }

  private static String written(ByteSize size) {
    return Sizes.written(size);
  }

  private static String bounds(String min, String max) {
    return " (" + min + " to " + max + ')';
  }
}
