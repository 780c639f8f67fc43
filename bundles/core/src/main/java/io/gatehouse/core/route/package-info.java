/** Finds the route of a request: pure functions over an immutable table. */
@NullMarked
package io.gatehouse.core.route;

import org.jspecify.annotations.NullMarked;
