/** What {@code gatehouse check} must find in a folder full of mistakes. */
@NullMarked
package io.gatehouse.it.check;

import org.jspecify.annotations.NullMarked;
