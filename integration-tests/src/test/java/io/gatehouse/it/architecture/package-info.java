/** The borders between the rooms of the product. */
@NullMarked
package io.gatehouse.it.architecture;

import org.jspecify.annotations.NullMarked;
