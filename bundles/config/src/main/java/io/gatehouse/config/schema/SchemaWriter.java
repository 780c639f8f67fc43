package io.gatehouse.config.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.gatehouse.api.destination.DestinationDescriptor;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.config.document.ApiDocument;
import io.gatehouse.config.document.ConsumersDocument;
import io.gatehouse.config.document.DestinationNode;
import io.gatehouse.config.document.GatewayDocument;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the schemas of everything an operator writes, for editors and for whoever generates
 * definitions. Run by the build of the distribution, with the bundles whose types are to be in it
 * on the class path.
 */
public final class SchemaWriter {

  private static final String NAME = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

  private final Offers offers;

  SchemaWriter(Offers offers) {
    this.offers = offers;
  }

  /**
   * Writes the schemas.
   *
   * @param arguments the folder to write to; names of factory classes that are no components;
   *     {@code name=class} for other documents, each made of a record
   */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("arguments: none (expected: the folder to write to)");
    }
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    List<String> classes = rest.stream().filter(word -> !word.contains("=")).toList();
    Path folder = Path.of(arguments[0]);
    new SchemaWriter(Offers.on(SchemaWriter.class.getClassLoader(), classes)).write(folder);
    for (String document : rest) {
      int equals = document.indexOf('=');
      if (equals > 0) {
        String name = document.substring(0, equals);
        Class<?> type = Class.forName(document.substring(equals + 1));
        Files.writeString(
            folder.resolve(name + ".schema.json"), json(schema("A document: " + name, type)));
      }
    }
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("api.schema.json"), api());
    Files.writeString(folder.resolve("gatehouse.schema.json"), gateway());
    Files.writeString(folder.resolve("consumers.schema.json"), consumers());
  }

  String api() throws IOException {
    Map<String, Object> schema = schema("An API: a file of apis/", ApiDocument.class);
    List<Object> either = new ArrayList<>();
    either.add(Map.of("required", List.of("routes"), "not", Map.of("required", List.of("to"))));
    either.add(Map.of("required", List.of("to"), "not", Map.of("required", List.of("routes"))));
    schema.put("oneOf", either);
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("policy", policy());
    definitions.put("destination", destination());
    schema.put("$defs", definitions);
    return json(schema);
  }

  String gateway() throws IOException {
    Map<String, Object> schema =
        schema("The gateway as a whole: etc/gatehouse.yaml", GatewayDocument.class);
    schema.put("$defs", Map.of("policy", policy()));
    return json(schema);
  }

  String consumers() throws IOException {
    return json(schema("Who may call: etc/consumers.yaml", ConsumersDocument.class));
  }

  private static Map<String, Object> schema(String title, Class<?> type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.putAll(RecordSchema.object(type));
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      Map<Object, Object> all = new LinkedHashMap<>();
      all.put("$schema", Map.of("type", "string", "description", "Address of this schema"));
      all.putAll(properties);
      schema.put("properties", all);
    }
    return schema;
  }

  /** A name, or a name with settings; those of scripts and of bundles to come are not known. */
  private Map<String, Object> policy() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (PolicyDescriptor<?> policy : offers.policies().values()) {
      properties.put(policy.type(), settings(policy.summary(), policy.configType(), true));
    }
    Map<String, Object> configured = single(properties);
    Map<String, Object> bare = new LinkedHashMap<>();
    bare.put("type", "string");
    bare.put("pattern", NAME);
    bare.put("examples", List.copyOf(offers.policies().keySet()));
    return new LinkedHashMap<>(Map.of("anyOf", List.of(configured, bare)));
  }

  /** An upstream, or a destination type with its settings. */
  private Map<String, Object> destination() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (DestinationDescriptor<?> type : offers.destinations().values()) {
      properties.put(type.type(), settings(type.summary(), type.configType(), false));
    }
    Map<String, Object> typed = single(properties);
    typed.put(
        "not",
        Map.of(
            "anyOf",
            List.of(Map.of("required", List.of("upstream")), Map.of("required", List.of("path")))));
    return new LinkedHashMap<>(
        Map.of("anyOf", List.of(RecordSchema.of(DestinationNode.ToUpstream.class), typed)));
  }

  private static Map<String, Object> single(Map<String, Object> properties) {
    Map<String, Object> single = new LinkedHashMap<>();
    single.put("type", "object");
    single.put("properties", properties);
    single.put("propertyNames", Map.of("pattern", NAME));
    single.put("minProperties", 1);
    single.put("maxProperties", 1);
    return single;
  }

  private static Map<String, Object> settings(String summary, Class<?> type, boolean also) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("description", summary);
    if (!type.isRecord()) {
      return settings;
    }
    Map<String, Object> object = RecordSchema.object(type);
    if (also && object.get("properties") instanceof Map<?, ?> properties) {
      Map<Object, Object> all = new LinkedHashMap<>(properties);
      all.put(
          "also",
          Map.of(
              "type",
              "boolean",
              "description",
              "Whether it adds to a policy of this type in a wider scope instead of replacing it"));
      all.put(
          "when",
          Map.of(
              "type",
              "string",
              "description",
              "JavaScript over request and context: the policy has a part in exchanges for which it"
                  + " is true"));
      object.put("properties", all);
    }
    if (object.containsKey("required")) {
      settings.putAll(object);
    } else {
      settings.put("anyOf", List.of(object, Map.of("type", "null")));
    }
    return settings;
  }

  private static String json(Object schema) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
      write(json, schema);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        Map<?, ?> ordered = map instanceof LinkedHashMap ? map : new TreeMap<>(map);
        for (Map.Entry<?, ?> entry : ordered.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(String.valueOf(value));
    }
  }
}
