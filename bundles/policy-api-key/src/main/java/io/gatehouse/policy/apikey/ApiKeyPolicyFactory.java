package io.gatehouse.policy.apikey;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code api-key}. */
@Component(service = PolicyFactory.class)
public final class ApiKeyPolicyFactory implements PolicyFactory<ApiKeyConfig> {

  @Override
  public PolicyDescriptor<ApiKeyConfig> descriptor() {
    return PolicyDescriptor.of(
        "api-key", ApiKeyConfig.class, "Lets consumers in that send one of their API keys.");
  }

  @Override
  public Policy create(ApiKeyConfig config, PolicyEnvironment environment) {
    return new ApiKeyPolicy(config, environment.consumers());
  }
}
