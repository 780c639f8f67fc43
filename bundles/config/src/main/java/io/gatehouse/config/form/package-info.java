/** Texts with a grammar of their own: names, paths, addresses, durations, sizes. */
@NullMarked
package io.gatehouse.config.form;

import org.jspecify.annotations.NullMarked;
