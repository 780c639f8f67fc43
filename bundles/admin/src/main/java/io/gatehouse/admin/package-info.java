/**
 * How a gateway tells how it is doing: the admin endpoint, the report that ends the start, and the
 * findings of {@code check}. All three read the same {@link io.gatehouse.admin.StatusBoard}.
 */
@NullMarked
package io.gatehouse.admin;

import org.jspecify.annotations.NullMarked;
