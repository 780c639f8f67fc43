/** Side-by-side deployment of bundles. */
@NullMarked
package io.gatehouse.deployer;

import org.jspecify.annotations.NullMarked;
