package io.gatehouse.api.definition;

import java.util.Optional;

/**
 * A policy as configured.
 *
 * @param type name of the policy type
 * @param config its own part of the document, without {@code also} and {@code when}
 * @param also whether it adds to a policy of the same type in a wider scope instead of replacing it
 * @param when which exchanges it has a part in; all where left out
 * @param place of its type name
 */
public record PolicyDefinition(
    String type, ConfigNode config, boolean also, Optional<When> when, Place place) {

  /** One that has a part in every exchange. */
  public PolicyDefinition(String type, ConfigNode config, boolean also, Place place) {
    this(type, config, also, Optional.empty(), place);
  }

  /** An expression as the operator wrote it. */
  public record When(String expression, Place place) {}
}
