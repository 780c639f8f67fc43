package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.read.DamageMarks;
import io.gatehouse.config.read.Shown;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that a record stands for. */
public record RecordKeys(Class<?> type, Map<String, Key> keys) {

  /**
   * Read once, because thousands of definitions ask again and again; kept by the record's class, so
   * that a bundle that goes takes them along.
   */
  private static final ClassValue<RecordKeys> READ =
      new ClassValue<>() {
        @Override
        protected RecordKeys computeValue(Class<?> type) {
          return read(type);
        }
      };

  /**
   * A key.
   *
   * @param defaultsTo what holds where it is left out, empty where nothing is said
   */
  public record Key(String name, Shape shape, String description, String defaultsTo) {
    public boolean required() {
      return defaultsTo.isEmpty() && !shape.mayBeAbsent();
    }
  }

  /** The keys of a record type. */
  public static RecordKeys of(Class<?> type) {
    return READ.get(type);
  }

  private static RecordKeys read(Class<?> type) {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      keys.put(
          component.getName(),
          new Key(
              component.getName(),
              Shape.of(component.getGenericType(), Bounds.of(component)),
              setting == null ? "" : setting.value(),
              setting == null ? "" : setting.defaultsTo()));
    }
    return new RecordKeys(type, Collections.unmodifiableMap(keys));
  }

  /**
   * What a mapping has for these keys.
   *
   * @param present by the name of the key; one that is misspelt counts for the key it is nearest to
   * @param unknown all that are none of the keys, misspelt ones included
   */
  public record Found(Map<String, ConfigNode.Entry> present, List<ConfigNode.Entry> unknown) {}

  /** Looks for the keys in a mapping. */
  public Found in(ConfigNode.Mapping mapping) {
    Map<String, ConfigNode.Entry> present = new LinkedHashMap<>();
    List<ConfigNode.Entry> unknown = new ArrayList<>();
    for (ConfigNode.Entry entry : mapping.entries()) {
      if (keys.containsKey(entry.key())) {
        present.put(entry.key(), entry);
      } else if (!DamageMarks.isMark(entry.key())) {
        unknown.add(entry);
      }
    }
    for (ConfigNode.Entry entry : unknown) {
      NearestName.of(Shown.plain(entry.key()), keys.keySet())
          .ifPresent(meant -> present.putIfAbsent(meant, entry));
    }
    return new Found(present, unknown);
  }

  /** The value of a key in the mapping, be it misspelt. */
  public Optional<ConfigNode> value(ConfigNode.Mapping mapping, String key) {
    return Optional.ofNullable(in(mapping).present().get(key)).map(ConfigNode.Entry::value);
  }
}
