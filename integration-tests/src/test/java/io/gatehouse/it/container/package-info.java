/** Bundles of the distribution in a framework inside the test's own process. */
@NullMarked
package io.gatehouse.it.container;

import org.jspecify.annotations.NullMarked;
