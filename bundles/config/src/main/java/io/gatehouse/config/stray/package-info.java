/** Files in an operator's folders that nothing reads. */
@NullMarked
package io.gatehouse.config.stray;

import org.jspecify.annotations.NullMarked;
