/** Folders whose files are taken when they are complete, and what is wrong with them. */
@NullMarked
package io.gatehouse.config.watch;

import org.jspecify.annotations.NullMarked;
