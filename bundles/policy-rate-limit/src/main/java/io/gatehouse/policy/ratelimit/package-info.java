/** Limits on the rate of requests. */
@NullMarked
package io.gatehouse.policy.ratelimit;

import org.jspecify.annotations.NullMarked;
