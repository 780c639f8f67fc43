package io.gatehouse.policy.rewrite;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code rewrite}. */
@Component(service = PolicyFactory.class)
public final class RewritePolicyFactory implements PolicyFactory<RewriteConfig> {

  @Override
  public PolicyDescriptor<RewriteConfig> descriptor() {
    return PolicyDescriptor.of(
        "rewrite", RewriteConfig.class, "Asks the upstream for another path or query.");
  }

  @Override
  public Policy create(RewriteConfig config, PolicyEnvironment environment) {
    PathRewrite path =
        config
            .path()
            .<PathRewrite>map(p -> new PathRewrite.Filled(PathTemplate.parse("path", p)))
            .orElseGet(
                () ->
                    new PathRewrite.Prefixes(
                        prefix("stripPrefix", config.stripPrefix()),
                        prefix("addPrefix", config.addPrefix())));
    return new RewritePolicy(path, config.query().map(QueryEdits::of).orElse(QueryEdits.NONE));
  }

  private static String prefix(String key, Optional<String> configured) {
    configured.ifPresent(prefix -> PathSyntax.check(key, prefix));
    String prefix = configured.orElse("");
    if (prefix.endsWith("/")) {
      throw new PolicyConfigurationException(
          key, "'" + prefix + "' (expected: whole segments without a / at the end, as in /api)");
    }
    return prefix;
  }
}
