/** A class for each aim of attacks by scripts. */
@NullMarked
package io.gatehouse.it.attacks;

import org.jspecify.annotations.NullMarked;
