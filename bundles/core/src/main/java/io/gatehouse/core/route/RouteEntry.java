package io.gatehouse.core.route;

import io.gatehouse.api.definition.MatchDefinition;

/**
 * A route for the table.
 *
 * @param name unique, for messages and as the last tie-break: {@code api/route}
 * @param match what its API and the route itself ask for, together
 */
public record RouteEntry<T>(String name, MatchDefinition match, T target) {}
