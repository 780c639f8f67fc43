package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.Map;
import java.util.Optional;

/** The policy type that a version of a file in {@code policies/} makes. */
final class ScriptPolicyFactory implements PolicyFactory<ConfigNode> {

  private final ScriptVersion version;

  ScriptPolicyFactory(ScriptVersion version) {
    this.version = version;
  }

  @Override
  public PolicyDescriptor<ConfigNode> descriptor() {
    return new PolicyDescriptor<>(
        version.module().type(),
        ConfigNode.class,
        "The script " + version.module().script().display() + ".",
        version.meta().request().need(),
        version.meta().response().need());
  }

  @Override
  public Policy create(ConfigNode config, PolicyEnvironment environment) {
    Object written = Json.plain(config).orElse(Map.of());
    if (!(written instanceof Map<?, ?>)) {
      throw new PolicyConfigurationException("", config + " (expected: keys and values)");
    }
    Optional<ConfigSchema> schema = version.meta().config();
    Object complete = schema.isPresent() ? schema.get().complete(written) : written;
    return new ScriptPolicy(version, ScriptReach.of(environment), Json.of(complete), () -> {});
  }
}
