package io.gatehouse.core.control;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.policy.PolicyConfigurationException;
import java.util.Optional;

/** What a factory has against a configuration, as a finding. */
final class FactoryObjection {

  private static final String EXPECTED = "(expected: ";

  private FactoryObjection() {}

  /** The finding at the key that the factory names. */
  static Finding at(
      ConfigNode config, Place otherwise, String type, PolicyConfigurationException wrong) {
    ConfigNode node = config;
    Place place = otherwise;
    for (String key : wrong.key().isEmpty() ? new String[0] : wrong.key().split("\\.", -1)) {
      Optional<ConfigNode> child =
          node instanceof ConfigNode.Mapping mapping ? mapping.get(key) : Optional.empty();
      if (child.isEmpty()) {
        break;
      }
      node = child.get();
      place = node.place();
    }
    String key = wrong.key().isEmpty() ? "" : wrong.key() + ": ";
    return finding(place, "'" + type + "' cannot work: " + key, String.valueOf(wrong.getMessage()));
  }

  /** What a message says is expected is what there is to write. */
  static Finding finding(Place place, String before, String message) {
    int expected = message.lastIndexOf(EXPECTED);
    return expected >= 0 && message.endsWith(")")
        ? new Finding(
            place,
            before + message.substring(0, expected).strip(),
            "Write " + message.substring(expected + EXPECTED.length(), message.length() - 1) + '.')
        : new Finding(place, before + message, "Change it so that it can work.");
  }
}
