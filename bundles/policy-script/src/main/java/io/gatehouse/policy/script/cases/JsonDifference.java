package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Finds the first place where two pieces of JSON part. */
final class JsonDifference {

  private JsonDifference() {}

  static Optional<Difference> of(ConfigNode expected, ConfigNode came) {
    return of(expected, came, "");
  }

  private static Optional<Difference> of(ConfigNode expected, ConfigNode came, String path) {
    if (JsonText.same(expected, came)) {
      return Optional.empty();
    }
    if (expected instanceof ConfigNode.Mapping one && came instanceof ConfigNode.Mapping other) {
      return inMapping(one, other, path);
    }
    if (expected instanceof ConfigNode.Sequence one
        && came instanceof ConfigNode.Sequence other
        && one.items().size() == other.items().size()) {
      for (int i = 0; i < one.items().size(); i++) {
        Optional<Difference> found =
            of(one.items().get(i), other.items().get(i), path + '[' + i + ']');
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.of(
        new Difference(
            expected.place(),
            at(path) + JsonText.shown(expected),
            at(path) + JsonText.shown(came)));
  }

  private static Optional<Difference> inMapping(
      ConfigNode.Mapping expected, ConfigNode.Mapping came, String path) {
    Set<String> keys = new LinkedHashSet<>();
    expected.entries().forEach(entry -> keys.add(entry.key()));
    came.entries().forEach(entry -> keys.add(entry.key()));
    for (String key : keys) {
      Optional<ConfigNode> one = expected.get(key);
      Optional<ConfigNode> other = came.get(key);
      String below = path.isEmpty() ? key : path + '.' + key;
      if (one.isPresent() && other.isPresent()) {
        Optional<Difference> found = of(one.get(), other.get(), below);
        if (found.isPresent()) {
          return found;
        }
      } else {
        return Optional.of(
            new Difference(
                one.orElse(expected).place(),
                at(below) + one.map(JsonText::shown).orElse("none"),
                at(below) + other.map(JsonText::shown).orElse("none")));
      }
    }
    return Optional.empty();
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : path + " = ";
  }
}
