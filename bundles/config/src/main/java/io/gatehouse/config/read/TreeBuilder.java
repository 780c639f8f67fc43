package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What reading YAML and reading JSON have in common: values, keys, references, depth. */
final class TreeBuilder {

  static final int DEEPEST = 64;

  private final String file;
  private final References references;
  private final List<Finding> findings = new ArrayList<>();
  private final Damage damage = new Damage();
  private final StringBuilder resolved = new StringBuilder();
  private boolean refers;

  TreeBuilder(String file, References references) {
    this.file = file;
    this.references = references;
  }

  String file() {
    return file;
  }

  List<Finding> findings() {
    return findings;
  }

  Damage damage() {
    return damage;
  }

  /** Everything that references stood for; changes when one of them does. */
  String resolved() {
    return resolved.toString();
  }

  boolean refers() {
    return refers;
  }

  Place place(int line, int column, String path) {
    return new Place(file, line, column, path);
  }

  void finding(Place place, String problem, String remedy) {
    findings.add(Mistake.at(place, problem, remedy));
  }

  /** A value that a finding is about; nothing further is said of it. */
  ConfigNode broken(Place place) {
    damage.broken(place.path());
    return new ConfigNode.Scalar("", "", Kind.NULL, place);
  }

  ConfigNode.Scalar scalar(String text, Kind kind, Place place) {
    if (kind != Kind.STRING || !references.in(text)) {
      return new ConfigNode.Scalar(text, text, kind, place);
    }
    refers = true;
    int before = findings.size();
    String value =
        references.resolve(text, missing -> finding(place, missing.problem(), missing.remedy()));
    resolved.append(value).append('\0');
    if (findings.size() > before) {
      damage.broken(place.path());
    }
    return new ConfigNode.Scalar(value, text, Kind.STRING, place);
  }

  void tooDeep(Place place) {
    finding(
        place, "the nesting is deeper than " + DEEPEST + " levels", "Write it with fewer levels");
  }

  /** The keys of a mapping as they come; each counts once. */
  final class Keys {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /** Whether the key is new; if it is not, that is said and its value is to be dropped. */
    boolean isNew(String key, Place place) {
      Integer first = lines.putIfAbsent(key, place.line());
      if (first == null) {
        return true;
      }
      finding(
          place,
          "the key " + Shown.quoted(key) + " stands here twice, first in line " + first,
          "Keep one of the two");
      return false;
    }

    void add(String key, Place place, ConfigNode value) {
      entries.add(new Entry(key, place, value));
    }

    ConfigNode.Mapping mapping(Place place) {
      return new ConfigNode.Mapping(entries, place);
    }
  }
}
