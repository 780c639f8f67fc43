/** Trees bound to records: the keys, the types and the mistakes. */
@NullMarked
package io.gatehouse.config.bind;

import org.jspecify.annotations.NullMarked;
