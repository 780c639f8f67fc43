/** Consumers identified by an API key. */
@NullMarked
package io.gatehouse.policy.apikey;

import org.jspecify.annotations.NullMarked;
