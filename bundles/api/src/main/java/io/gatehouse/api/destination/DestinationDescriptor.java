package io.gatehouse.api.destination;

import io.gatehouse.api.policy.BodyNeed;

/**
 * What the gateway must know of a destination type before it makes one.
 *
 * @param type the name operators use, kebab-case
 * @param configType the configuration record
 * @param summary one sentence for schema and documentation
 * @param requestBody whether the destination wants the request's content collected
 */
public record DestinationDescriptor<C>(
    String type, Class<C> configType, String summary, BodyNeed requestBody) {

  public DestinationDescriptor {
    if (!type.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("type: '" + type + "' (expected: kebab-case)");
    }
  }
}
