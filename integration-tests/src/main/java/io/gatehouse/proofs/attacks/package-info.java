/** Scripts that do harm, by what they try, each with what must come of it. */
@NullMarked
package io.gatehouse.proofs.attacks;

import org.jspecify.annotations.NullMarked;
