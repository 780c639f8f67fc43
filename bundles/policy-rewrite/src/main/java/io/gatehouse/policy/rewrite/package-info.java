/** Policies that rewrite paths and queries. */
@NullMarked
package io.gatehouse.policy.rewrite;

import org.jspecify.annotations.NullMarked;
