package io.gatehouse.proofs;

import java.util.HashMap;
import java.util.Map;

/** A unit file, read for what there is in it of a process. */
record SystemdUnit(Map<String, String> values) {

  SystemdUnit {
    values = Map.copyOf(values);
  }

  static SystemdUnit read(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#") && line.contains("="))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              values.put(line.substring(0, equals), line.substring(equals + 1));
            });
    return new SystemdUnit(values);
  }

  String value(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("the unit has no " + key);
    }
    return value;
  }
}
