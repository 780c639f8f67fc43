package io.gatehouse.http.listener;

import io.gatehouse.api.http.Problem;

/**
 * Something that is not a request, in place of one.
 *
 * @param method as far as it could be read, else {@code -}
 */
record Flawed(String method, Problem problem) {}
