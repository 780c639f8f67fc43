/** What clients notice of upstreams that break. */
@NullMarked
package io.gatehouse.proofs.upstreams;

import org.jspecify.annotations.NullMarked;
