package io.gatehouse.config.document;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.config.form.TextForm;
import io.gatehouse.config.read.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands under {@code policies}: {@code name: {config}} or a bare {@code name} each. What the
 * configuration means is the policy's to say.
 */
final class PolicyList {

  private static final String ALSO = "also";
  private static final String WHEN = "when";
  private static final int LONGEST_EXPRESSION = 4096;

  private PolicyList() {}

  /** The policies that could be made out. */
  static List<PolicyDefinition> read(List<ConfigNode> items, Remarks remarks) {
    List<PolicyDefinition> policies = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (ConfigNode item : items) {
      if (!remarks.isBroken(item)) {
        policy(item, remarks).ifPresent(policies::add);
      }
    }
    for (PolicyDefinition policy : policies) {
      Integer first = lines.putIfAbsent(policy.type(), policy.place().line());
      if (first != null && !policy.also()) {
        remarks.add(
            policy.place(),
            "the policy '" + policy.type() + "' stands here twice, first in line " + first,
            "Keep one of the two, or write 'also: true' in this one");
      }
    }
    return policies;
  }

  private static Optional<PolicyDefinition> policy(ConfigNode item, Remarks remarks) {
    return switch (item) {
      case ConfigNode.Scalar bare when bare.kind() == Kind.NULL -> {
        remarks.add(bare.place(), "there is no value", "Write the name of a policy");
        yield Optional.empty();
      }
      case ConfigNode.Scalar bare ->
          named(bare.text(), bare, remarks)
              .map(
                  name ->
                      new PolicyDefinition(
                          name,
                          new ConfigNode.Mapping(List.of(), bare.place()),
                          false,
                          bare.place()));
      case ConfigNode.Sequence list -> {
        remarks.add(
            list.place(), "this is a list in a list", "Write each policy as an item of its own");
        yield Optional.empty();
      }
      case ConfigNode.Mapping mapping -> configured(mapping, remarks);
    };
  }

  private static Optional<PolicyDefinition> configured(
      ConfigNode.Mapping mapping, Remarks remarks) {
    if (mapping.entries().isEmpty()) {
      remarks.add(mapping.place(), "there is no policy here", "Write '- name: { settings }'");
      return Optional.empty();
    }
    Entry first = mapping.entries().getFirst();
    if (mapping.entries().size() > 1) {
      Entry second = mapping.entries().get(1);
      boolean dangling =
          first.value() instanceof ConfigNode.Scalar empty && empty.kind() == Kind.NULL;
      remarks.add(
          second.keyPlace(),
          "the key "
              + Shown.quoted(second.key())
              + " stands beside the policy "
              + Shown.quoted(first.key())
              + " in one item",
          dangling
              ? "Indent the settings deeper than the name of the policy"
              : "Begin each policy with '- '");
      return Optional.empty();
    }
    ConfigNode config = first.value();
    Optional<String> name =
        named(
            first.key(),
            new ConfigNode.Scalar(first.key(), first.key(), Kind.STRING, first.keyPlace()),
            remarks);
    if (name.isEmpty() || remarks.isBroken(config)) {
      return Optional.empty();
    }
    if (config instanceof ConfigNode.Scalar empty && empty.kind() == Kind.NULL) {
      config = new ConfigNode.Mapping(List.of(), first.keyPlace());
    }
    boolean also = also(config, remarks);
    Optional<PolicyDefinition.When> when = when(config, remarks);
    return Optional.of(
        new PolicyDefinition(name.get(), without(config), also, when, first.keyPlace()));
  }

  private static Optional<String> named(String name, ConfigNode at, Remarks remarks) {
    var wrong = TextForm.NAME.check(name);
    wrong.ifPresent(complaint -> remarks.add(at.place(), complaint.problem(), complaint.remedy()));
    return wrong.isPresent() ? Optional.empty() : Optional.of(name);
  }

  private static boolean also(ConfigNode config, Remarks remarks) {
    Optional<ConfigNode> written = Remarks.mapping(config).flatMap(mapping -> mapping.get(ALSO));
    if (written.isEmpty() || remarks.isBroken(written.get())) {
      return false;
    }
    if (written.get() instanceof ConfigNode.Scalar flag && flag.kind() == Kind.BOOLEAN) {
      return flag.text().equalsIgnoreCase("true");
    }
    remarks.add(written.get().place(), "'also' is neither true nor false", "Write true or false");
    return false;
  }

  private static Optional<PolicyDefinition.When> when(ConfigNode config, Remarks remarks) {
    Optional<ConfigNode> written = Remarks.mapping(config).flatMap(mapping -> mapping.get(WHEN));
    if (written.isEmpty() || remarks.isBroken(written.get())) {
      return Optional.empty();
    }
    if (written.get() instanceof ConfigNode.Scalar expression
        && expression.kind() == Kind.STRING
        && !expression.text().isBlank()
        && expression.text().length() <= LONGEST_EXPRESSION) {
      return Optional.of(new PolicyDefinition.When(expression.text(), expression.place()));
    }
    remarks.add(
        written.get().place(),
        "'when' is no expression",
        "Write JavaScript of at most "
            + LONGEST_EXPRESSION
            + " characters, such as when: \"request.method === 'POST'\"");
    return Optional.empty();
  }

  /** What is left is the policy's own. */
  private static ConfigNode without(ConfigNode config) {
    return config instanceof ConfigNode.Mapping mapping
            && (mapping.get(ALSO).isPresent() || mapping.get(WHEN).isPresent())
        ? new ConfigNode.Mapping(
            mapping.entries().stream()
                .filter(e -> !e.key().equals(ALSO) && !e.key().equals(WHEN))
                .toList(),
            mapping.place())
        : config;
  }
}
