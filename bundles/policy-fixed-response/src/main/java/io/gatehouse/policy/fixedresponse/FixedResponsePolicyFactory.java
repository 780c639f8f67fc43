package io.gatehouse.policy.fixedresponse;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** The policy type {@code fixed-response}. */
@Component(service = PolicyFactory.class)
public final class FixedResponsePolicyFactory implements PolicyFactory<FixedResponseConfig> {

  @Override
  public PolicyDescriptor<FixedResponseConfig> descriptor() {
    return PolicyDescriptor.of(
        "fixed-response", FixedResponseConfig.class, "Answers every request alike.");
  }

  @Override
  public Policy create(FixedResponseConfig config, PolicyEnvironment environment) {
    Headers headers = Headers.create();
    config.headers().forEach((name, value) -> add(headers, name, value));
    Optional<String> contentType =
        config.contentType().or(() -> config.body().map(text -> "text/plain; charset=utf-8"));
    contentType.ifPresent(type -> headers.set("content-type", checked("contentType", type)));
    return new FixedResponsePolicy(
        config.status(), headers, config.body().map(Body::of).orElseGet(Body::empty));
  }

  private static void add(Headers headers, String name, String value) {
    String key = "headers." + name;
    if (!FieldSyntax.isToken(name)) {
      throw new PolicyConfigurationException(
          key, "'" + name + "' is no header name (expected: a token such as retry-after)");
    }
    if (FieldSyntax.isOfConnection(name)) {
      throw new PolicyConfigurationException(
          key,
          "'" + name + "' frames the message and is the gateway's to write (expected: another)");
    }
    if (name.equalsIgnoreCase("content-type")) {
      throw new PolicyConfigurationException(
          key, "the media type has a key of its own (expected: contentType)");
    }
    if (headers.contains(name)) {
      throw new PolicyConfigurationException(
          key, "'" + name + "' is there already in another case (expected: each field once)");
    }
    headers.set(name, checked(key, value));
  }

  private static String checked(String key, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        throw new PolicyConfigurationException(
            key, "character " + (int) c + " at " + i + " (expected: visible ASCII and spaces)");
      }
    }
    if (value.isBlank() || !value.equals(value.strip())) {
      throw new PolicyConfigurationException(
          key, "'" + value + "' (expected: text without spaces around it)");
    }
    return value;
  }
}
