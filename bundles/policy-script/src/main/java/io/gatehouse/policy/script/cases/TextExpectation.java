package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a text must be: a value, several, none at all, or something that matches. */
sealed interface TextExpectation {

  /** It is absent. */
  record Absent() implements TextExpectation {}

  /** These values, in order. */
  record Exactly(List<String> values) implements TextExpectation {}

  /** One value in which the expression is found. */
  record Matching(Pattern pattern) implements TextExpectation {}

  /** Reads one; what is wrong with it goes to the findings, and is empty then. */
  static Optional<TextExpectation> read(ConfigNode node, List<Finding> findings) {
    return switch (node) {
      case ConfigNode.Scalar scalar when scalar.kind() == Kind.NULL -> Optional.of(new Absent());
      case ConfigNode.Scalar scalar -> Optional.of(new Exactly(List.of(scalar.text())));
      case ConfigNode.Sequence list -> exactly(list, findings);
      case ConfigNode.Mapping map -> matching(map, findings);
    };
  }

  private static Optional<TextExpectation> exactly(
      ConfigNode.Sequence list, List<Finding> findings) {
    List<String> values = new ArrayList<>();
    for (ConfigNode item : list.items()) {
      if (item instanceof ConfigNode.Scalar scalar) {
        values.add(scalar.text());
      } else {
        findings.add(new Finding(item.place(), "not a text", "Write a list of texts"));
      }
    }
    return Optional.of(new Exactly(values));
  }

  private static Optional<TextExpectation> matching(
      ConfigNode.Mapping map, List<Finding> findings) {
    for (ConfigNode.Entry entry : map.entries()) {
      if (!entry.key().equals("matches")) {
        findings.add(
            new Finding(
                entry.keyPlace(),
                "unknown key '" + entry.key() + "'",
                NearestName.remedy(entry.key(), Set.of("matches"))));
        return Optional.empty();
      }
    }
    if (map.get("matches").orElse(null) instanceof ConfigNode.Scalar scalar) {
      try {
        return Optional.of(new Matching(Pattern.compile(scalar.text())));
      } catch (PatternSyntaxException e) {
        findings.add(
            new Finding(
                scalar.place(),
                "'" + scalar.text() + "' is no regular expression: " + e.getDescription(),
                "Write one such as '^[0-9a-f]+$'"));
        return Optional.empty();
      }
    }
    findings.add(
        new Finding(
            map.place(),
            "nothing to match",
            "Write a text, a list of texts, null, or { matches: 'regular expression' }"));
    return Optional.empty();
  }

  /** Whether these values, none where absent, are as expected. */
  default boolean holds(List<String> values) {
    return switch (this) {
      case Absent ignored -> values.isEmpty();
      case Exactly(List<String> expected) -> values.equals(expected);
      case Matching(Pattern pattern) ->
          values.size() == 1 && pattern.matcher(values.getFirst()).find();
    };
  }

  /** In words. */
  default String words() {
    return switch (this) {
      case Absent ignored -> "none";
      case Exactly(List<String> expected) when expected.size() == 1 ->
          JsonText.shown(JsonText.quoted(expected.getFirst()));
      case Exactly(List<String> expected) -> words(expected);
      case Matching(Pattern pattern) -> "something that matches " + pattern;
    };
  }

  /** Values in words. */
  static String words(List<String> values) {
    return switch (values.size()) {
      case 0 -> "none";
      case 1 -> JsonText.shown(JsonText.quoted(values.getFirst()));
      default -> JsonText.shown(values.stream().map(JsonText::quoted).toList().toString());
    };
  }
}
