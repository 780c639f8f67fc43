package io.gatehouse.policy.headers;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.policy.headers.HeadersConfig.Changes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Changes to the headers of a message, checked. */
record HeaderEdits(List<String> removed, List<Field> set, List<Field> added) {

  static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

  /**
   * Checks what was configured.
   *
   * @param key where it stands: {@code request} or {@code response}
   * @throws PolicyConfigurationException naming the field at fault
   */
  static HeaderEdits of(String key, Changes changes) {
    Map<String, String> seen = new HashMap<>();
    List<String> removed = new ArrayList<>();
    for (int i = 0; i < changes.remove().size(); i++) {
      removed.add(name(changes.remove().get(i), key + ".remove[" + i + ']', key + ".remove", seen));
    }
    return new HeaderEdits(
        List.copyOf(removed),
        fields(changes.set(), key + ".set", seen),
        fields(changes.add(), key + ".add", seen));
  }

  void apply(Headers headers) {
    for (String name : removed) {
      headers.remove(name);
    }
    for (Field field : set) {
      headers.set(field.name(), field.value());
    }
    for (Field field : added) {
      headers.add(field.name(), field.value());
    }
  }

  private static List<Field> fields(
      Map<String, String> configured, String key, Map<String, String> seen) {
    List<Field> fields = new ArrayList<>();
    configured.forEach(
        (name, value) -> {
          String at = key + '.' + name;
          fields.add(new Field(name(name, at, key, seen), value(value, at)));
        });
    return List.copyOf(fields);
  }

  private static String name(String name, String at, String list, Map<String, String> seen) {
    if (!FieldSyntax.isToken(name)) {
      throw new PolicyConfigurationException(
          at, "'" + name + "' is no header name (expected: a token such as x-request-source)");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (FieldSyntax.isOfConnection(lower)) {
      throw new PolicyConfigurationException(
          at,
          "'" + name + "' frames the message and is the gateway's to write (expected: another)");
    }
    String before = seen.put(lower, list);
    if (before != null) {
      throw new PolicyConfigurationException(
          at, "'" + name + "' stands under " + before + " already (expected: each field once)");
    }
    return lower;
  }

  private static String value(String value, String at) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        throw new PolicyConfigurationException(
            at, "character " + (int) c + " at " + i + " (expected: visible ASCII and spaces)");
      }
    }
    if (!value.equals(value.strip())) {
      throw new PolicyConfigurationException(
          at, "'" + value + "' begins or ends with a space (expected: none there)");
    }
    return value;
  }

  /** A field with its value; the name in lower case. */
  record Field(String name, String value) {}
}
