package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Place;
import java.util.ArrayList;
import java.util.List;

/** Pieces of documents. */
final class Nodes {

  static final Place PLACE = new Place("tier.test.yaml", 1, 1, "cases");

  private Nodes() {}

  static ConfigNode text(String text) {
    return new ConfigNode.Scalar(text, text, Kind.STRING, PLACE);
  }

  static ConfigNode number(String text) {
    return new ConfigNode.Scalar(text, text, Kind.NUMBER, PLACE);
  }

  static ConfigNode nothing() {
    return new ConfigNode.Scalar("null", "null", Kind.NULL, PLACE);
  }

  static ConfigNode list(ConfigNode... items) {
    return new ConfigNode.Sequence(List.of(items), PLACE);
  }

  /** Keys and values in turn. */
  static ConfigNode map(Object... keysAndValues) {
    List<ConfigNode.Entry> entries = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.add(
          new ConfigNode.Entry(
              (String) keysAndValues[i], PLACE, (ConfigNode) keysAndValues[i + 1]));
    }
    return new ConfigNode.Mapping(entries, PLACE);
  }
}
