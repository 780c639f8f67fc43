package io.gatehouse.policy.script;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    ScriptMeta meta = version.meta();
    Map<String, Secret> secrets = GivenSecrets.read(meta.secrets(), config);
    Object written = Json.plain(GivenSecrets.without(meta.secrets(), config)).orElse(Map.of());
    if (!(written instanceof Map<?, ?>)) {
      throw new PolicyConfigurationException("", config + " (expected: keys and values)");
    }
    requireUpstreams(meta.upstreams(), environment);
    Optional<ConfigSchema> schema = meta.config();
    Object complete =
        schema.isPresent() ? schema.get().complete(written, upstreams(environment)) : written;
    return new ScriptPolicy(
        version, ScriptReach.of(environment), secrets, Json.of(complete), () -> {});
  }

  private static void requireUpstreams(List<String> names, PolicyEnvironment environment) {
    for (String name : names) {
      if (!upstreams(environment).map(known -> known.contains(name)).orElse(true)) {
        throw new PolicyConfigurationException(
            "",
            "the script fetches from the upstream '"
                + name
                + "', which the API does not declare (expected: "
                + name
                + " under upstreams)");
      }
    }
  }

  /** Outside any API nothing can be known yet. */
  private static Optional<Set<String>> upstreams(PolicyEnvironment environment) {
    return environment.api().isEmpty()
        ? Optional.empty()
        : Optional.of(environment.upstreams().keySet());
  }
}
