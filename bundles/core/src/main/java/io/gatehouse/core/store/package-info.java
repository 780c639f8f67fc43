/** State that policies share, in memory. */
@NullMarked
package io.gatehouse.core.store;

import org.jspecify.annotations.NullMarked;
