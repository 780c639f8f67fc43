/** The one place that turns failures into responses. */
@NullMarked
package io.gatehouse.core.failure;

import org.jspecify.annotations.NullMarked;
