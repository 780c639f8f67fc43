package io.gatehouse.policy.cors;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code cors}. */
@Component(service = PolicyFactory.class)
public final class CorsPolicyFactory implements PolicyFactory<CorsConfig> {

  @Override
  public PolicyDescriptor<CorsConfig> descriptor() {
    return PolicyDescriptor.of(
        "cors", CorsConfig.class, "Tells browsers which pages may use the API.");
  }

  @Override
  public Policy create(CorsConfig config, PolicyEnvironment environment) {
    return new CorsPolicy(
        AllowedOrigins.of(config.allowedOrigins()),
        new Preflight(config),
        config.credentials(),
        exposed(config.exposedHeaders()));
  }

  private static String exposed(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!FieldSyntax.isToken(names.get(i))) {
        throw new PolicyConfigurationException(
            "exposedHeaders[" + i + ']', "'" + names.get(i) + "' (expected: a header name)");
      }
    }
    return String.join(", ", names);
  }
}
