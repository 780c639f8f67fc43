package io.gatehouse.api.definition;

/**
 * A policy as configured.
 *
 * @param type name of the policy type
 * @param config its own part of the document, without {@code also}
 * @param also whether it adds to a policy of the same type in a wider scope instead of replacing it
 * @param place of its type name
 */
public record PolicyDefinition(String type, ConfigNode config, boolean also, Place place) {}
