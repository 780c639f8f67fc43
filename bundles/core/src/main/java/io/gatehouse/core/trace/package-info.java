/** Follows requests through a route, step by step. */
@NullMarked
package io.gatehouse.core.trace;

import org.jspecify.annotations.NullMarked;
