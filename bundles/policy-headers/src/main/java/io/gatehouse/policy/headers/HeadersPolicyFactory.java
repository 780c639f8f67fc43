package io.gatehouse.policy.headers;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code headers}. */
@Component(service = PolicyFactory.class)
public final class HeadersPolicyFactory implements PolicyFactory<HeadersConfig> {

  @Override
  public PolicyDescriptor<HeadersConfig> descriptor() {
    return PolicyDescriptor.of(
        "headers", HeadersConfig.class, "Sets, adds and removes header fields.");
  }

  @Override
  public Policy create(HeadersConfig config, PolicyEnvironment environment) {
    return new HeadersPolicy(
        config.request().map(c -> HeaderEdits.of("request", c)).orElse(HeaderEdits.NONE),
        config.response().map(c -> HeaderEdits.of("response", c)).orElse(HeaderEdits.NONE));
  }
}
