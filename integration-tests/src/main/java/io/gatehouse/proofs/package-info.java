/**
 * Measured promises as programs: each starts what it needs, prints its figures, and says whether
 * the promise holds.
 */
@NullMarked
package io.gatehouse.proofs;

import org.jspecify.annotations.NullMarked;
