package io.gatehouse.api.policy;

/**
 * What the gateway must know of a policy type before it makes one.
 *
 * @param type the name operators use, kebab-case: {@code rate-limit}
 * @param configType the configuration record
 * @param summary one sentence for schema and documentation
 * @param requestBody what the policy needs of the request's content
 * @param responseBody what the policy needs of the response's content
 */
public record PolicyDescriptor<C>(
    String type, Class<C> configType, String summary, BodyNeed requestBody, BodyNeed responseBody) {

  public PolicyDescriptor {
    if (!type.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("type: '" + type + "' (expected: kebab-case)");
    }
  }

  /** A type that touches no content. */
  public static <C> PolicyDescriptor<C> of(String type, Class<C> configType, String summary) {
    return new PolicyDescriptor<>(type, configType, summary, BodyNeed.NONE, BodyNeed.NONE);
  }
}
