package io.gatehouse.policy.script.cases;

import io.gatehouse.api.definition.Place;

/**
 * Something that came otherwise than expected.
 *
 * @param place of the expectation
 */
public record Difference(Place place, String expected, String came) {}
