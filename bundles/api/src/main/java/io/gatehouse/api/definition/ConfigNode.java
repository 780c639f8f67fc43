package io.gatehouse.api.definition;

import java.util.List;
import java.util.Optional;

/** A piece of configuration as parsed, each part with its place. Immutable. */
public sealed interface ConfigNode {

  Place place();

  /**
   * A single value.
   *
   * @param text with references to secrets and the environment resolved
   * @param written as the operator wrote it: the form to print, because it holds no secret
   */
  record Scalar(String text, String written, Kind kind, Place place) implements ConfigNode {
    /** Does not give away what a reference resolved to. */
    @Override
    public String toString() {
      return written;
    }
  }

  /** What a scalar was written as. */
  enum Kind {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, Place place) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys and values in the order written; no key twice. */
  record Mapping(List<Entry> entries, Place place) implements ConfigNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    public Optional<ConfigNode> get(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).map(Entry::value).findFirst();
    }
  }

  /** A key with its value. */
  record Entry(String key, Place keyPlace, ConfigNode value) {}
}
