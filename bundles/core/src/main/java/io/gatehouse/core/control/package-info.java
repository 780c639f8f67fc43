/** The control plane: definitions and extensions in, revisions out. */
@NullMarked
package io.gatehouse.core.control;

import org.jspecify.annotations.NullMarked;
