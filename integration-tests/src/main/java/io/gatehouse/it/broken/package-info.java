/** Broken files dropped onto good ones while requests flow. */
@NullMarked
package io.gatehouse.it.broken;

import org.jspecify.annotations.NullMarked;
