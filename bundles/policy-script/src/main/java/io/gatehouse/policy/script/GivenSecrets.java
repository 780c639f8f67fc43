package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets that a use of a script gives it: exactly those that the script names. */
final class GivenSecrets {

  static final String KEY = "secrets";

  private GivenSecrets() {}

  /**
   * Reads them from the configuration.
   *
   * @throws PolicyConfigurationException if one is missing, empty, or not asked for
   */
  static Map<String, Secret> read(List<String> names, ConfigNode config) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Optional<ConfigNode> written =
        config instanceof ConfigNode.Mapping mapping ? mapping.get(KEY) : Optional.empty();
    if (written.isEmpty() || !(written.get() instanceof ConfigNode.Mapping given)) {
      throw new PolicyConfigurationException(
          written.isEmpty() ? "" : KEY,
          "the script reads secrets (expected: secrets: { "
              + names.getFirst()
              + ": ${secret:NAME} })");
    }
    Map<String, Secret> secrets = new HashMap<>();
    for (ConfigNode.Entry entry : given.entries()) {
      if (!names.contains(entry.key())) {
        throw new PolicyConfigurationException(
            KEY + '.' + entry.key(),
            "the script reads no such secret (" + NearestName.remedy(entry.key(), names) + ")");
      }
      if (!(entry.value() instanceof ConfigNode.Scalar value) || value.text().isEmpty()) {
        throw new PolicyConfigurationException(
            KEY + '.' + entry.key(), "nothing is given (expected: ${secret:NAME} or ${env:NAME})");
      }
      secrets.put(entry.key(), new Secret(value.text()));
    }
    for (String name : names) {
      if (!secrets.containsKey(name)) {
        throw new PolicyConfigurationException(
            KEY, "the secret '" + name + "' is missing (expected: " + name + ": ${secret:NAME})");
      }
    }
    return secrets;
  }

  /** The rest of the configuration, which scripts see. */
  static ConfigNode without(List<String> names, ConfigNode config) {
    return !names.isEmpty() && config instanceof ConfigNode.Mapping mapping
        ? new ConfigNode.Mapping(
            mapping.entries().stream().filter(e -> !e.key().equals(KEY)).toList(), mapping.place())
        : config;
  }

  /** What hooks that are tried out are given. */
  static Map<String, Secret> ofTrial(List<String> names) {
    Map<String, Secret> secrets = new HashMap<>();
    names.forEach(name -> secrets.put(name, new Secret("trial")));
    return secrets;
  }
}
