/** JSON Schema of what operators write, made from the same records that bind it. */
@NullMarked
package io.gatehouse.config.schema;

import org.jspecify.annotations.NullMarked;
