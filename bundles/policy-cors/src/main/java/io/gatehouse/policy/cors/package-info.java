/** Cross-origin resource sharing. */
@NullMarked
package io.gatehouse.policy.cors;

import org.jspecify.annotations.NullMarked;
