package io.gatehouse.policy.ratelimit;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code rate-limit}. */
@Component(service = PolicyFactory.class)
public final class RateLimitPolicyFactory implements PolicyFactory<RateLimitConfig> {

  @Override
  public PolicyDescriptor<RateLimitConfig> descriptor() {
    return PolicyDescriptor.of(
        "rate-limit", RateLimitConfig.class, "Lets so many requests pass in a window.");
  }

  @Override
  public Policy create(RateLimitConfig config, PolicyEnvironment environment) {
    return new RateLimitPolicy(config, environment.scope(), environment.counters());
  }
}
