/** Policies that set, add and remove header fields. */
@NullMarked
package io.gatehouse.policy.headers;

import org.jspecify.annotations.NullMarked;
