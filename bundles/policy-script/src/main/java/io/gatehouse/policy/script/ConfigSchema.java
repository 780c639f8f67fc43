package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema that {@code meta.config} is written in. A key that {@code properties}
 * does not name is a mistake unless {@code additionalProperties: true} says otherwise.
 */
final class ConfigSchema {

  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "additionalProperties",
          "default",
          "description",
          "enum",
          "examples",
          "format",
          "items",
          "maxLength",
          "maximum",
          "minLength",
          "minimum",
          "properties",
          "required",
          "title",
          "type");
  private static final String UPSTREAM = "upstream";
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "integer", "boolean");

  private final Map<?, ?> schema;

  private ConfigSchema(Map<?, ?> schema) {
    this.schema = schema;
  }

  /** The schema, if nothing is wrong with it; what is wrong is added to the findings. */
  static Optional<ConfigSchema> read(Object written, ScriptText script, List<Finding> findings) {
    int before = findings.size();
    check("meta.config", written, script, findings);
    return findings.size() == before && written instanceof Map<?, ?> schema
        ? Optional.of(new ConfigSchema(schema))
        : Optional.empty();
  }

  /**
   * The configuration with defaults in it.
   *
   * @param upstreams the names of those there are; empty where that is not known
   * @throws PolicyConfigurationException at the first key that is wrong
   */
  Object complete(Object config, Optional<Set<String>> upstreams) {
    return Objects.requireNonNull(new Completion(upstreams).complete("", config, schema));
  }

  private static void check(
      String path, @Nullable Object written, ScriptText script, List<Finding> findings) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    if (!(written instanceof Map<?, ?> schema)) {
      findings.add(
          new Finding(
              script.metaKey(key),
              path + " is not a schema",
              "Write { type: \"string\" } or alike"));
      return;
    }
    for (Object keyword : schema.keySet()) {
      String name = String.valueOf(keyword);
      if (!KEYWORDS.contains(name)) {
        findings.add(
            new Finding(
                script.metaKey(name),
                path + ": the keyword '" + name + "' is not available",
                NearestName.remedy(name, KEYWORDS)));
      }
    }
    Object type = schema.get("type");
    if (type != null && !TYPES.contains(String.valueOf(type))) {
      findings.add(
          new Finding(
              script.metaKey("type"),
              path + ".type: " + Json.of(type),
              NearestName.remedy(String.valueOf(type), TYPES)));
    }
    Object format = schema.get("format");
    if (format != null && !format.equals(UPSTREAM)) {
      findings.add(
          new Finding(
              script.metaKey("format"),
              path + ".format: " + Json.of(format),
              NearestName.remedy(String.valueOf(format), List.of(UPSTREAM))));
    }
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach((name, inner) -> check(path + "." + name, inner, script, findings));
    }
    Object items = schema.get("items");
    if (items != null) {
      check(path + ".items", items, script, findings);
    }
  }

  /** Goes through a configuration. */
  private record Completion(Optional<Set<String>> upstreams) {

    private @Nullable Object complete(String path, @Nullable Object value, Map<?, ?> schema) {
      if (value == null) {
        return schema.get("default");
      }
      requireType(path, value, schema);
      requireBounds(path, value, schema);
      return switch (value) {
        case Map<?, ?> map -> object(path, map, schema);
        case List<?> list when schema.get("items") instanceof Map<?, ?> items ->
            java.util.stream.IntStream.range(0, list.size())
                .mapToObj(
                    i -> Objects.requireNonNull(complete(path + "[" + i + "]", list.get(i), items)))
                .toList();
        default -> value;
      };
    }

    private Map<String, Object> object(String path, Map<?, ?> map, Map<?, ?> schema) {
      Map<String, Object> complete = new LinkedHashMap<>();
      Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> p ? p : Map.of();
      boolean open =
          properties.isEmpty() || Boolean.TRUE.equals(schema.get("additionalProperties"));
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        if (!properties.containsKey(key)) {
          if (!open) {
            throw new PolicyConfigurationException(
                join(path, key),
                "unknown key (" + NearestName.remedy(key, names(properties.keySet())) + ")");
          }
          complete.put(key, entry.getValue());
        }
      }
      for (Map.Entry<?, ?> property : properties.entrySet()) {
        String key = String.valueOf(property.getKey());
        Map<?, ?> inner = property.getValue() instanceof Map<?, ?> m ? m : Map.of();
        Object value = complete(join(path, key), present(map.get(key)), inner);
        if (value != null) {
          complete.put(key, value);
        } else if (schema.get("required") instanceof Collection<?> required
            && required.contains(key)) {
          throw new PolicyConfigurationException(join(path, key), "missing (expected: a value)");
        }
      }
      return complete;
    }

    private static void requireType(String path, Object value, Map<?, ?> schema) {
      if (!(schema.get("type") instanceof String type)) {
        return;
      }
      boolean fits =
          switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Long || value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            default -> false;
          };
      if (!fits) {
        throw refused(path, value, "a value of type " + type);
      }
    }

    private void requireBounds(String path, Object value, Map<?, ?> schema) {
      if (schema.get("enum") instanceof Collection<?> allowed && !allowed.contains(value)) {
        throw new PolicyConfigurationException(
            path,
            Json.of(value)
                + " ("
                + NearestName.remedy(String.valueOf(value), names(allowed))
                + ")");
      }
      if (value instanceof Number number) {
        within(path, value, number.doubleValue(), schema, "minimum", "maximum", "");
      }
      if (value instanceof String text) {
        if (UPSTREAM.equals(schema.get("format"))
            && upstreams.isPresent()
            && !upstreams.get().contains(text)) {
          throw new PolicyConfigurationException(
              path,
              Json.of(text)
                  + " is no upstream of the API ("
                  + NearestName.remedy(text, upstreams.get())
                  + ")");
        }
        within(path, value, text.length(), schema, "minLength", "maxLength", " characters");
      }
    }

    private static void within(
        String path,
        Object value,
        double size,
        Map<?, ?> schema,
        String min,
        String max,
        String unit) {
      if (schema.get(min) instanceof Number least && size < least.doubleValue()) {
        throw refused(path, value, "at least " + least + unit);
      }
      if (schema.get(max) instanceof Number most && size > most.doubleValue()) {
        throw refused(path, value, "at most " + most + unit);
      }
    }

    private static PolicyConfigurationException refused(
        String path, Object value, String expected) {
      return new PolicyConfigurationException(
          path, Json.of(value) + " (expected: " + expected + ")");
    }

    private static @Nullable Object present(@Nullable Object value) {
      return value instanceof Optional<?> ? null : value;
    }

    private static List<String> names(Collection<?> values) {
      return values.stream().map(String::valueOf).toList();
    }

    private static String join(String path, String key) {
      return path.isEmpty() ? key : path + '.' + key;
    }
  }
}
