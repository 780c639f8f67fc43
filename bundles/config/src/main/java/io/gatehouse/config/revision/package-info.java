/** Which contents served, in numbered revisions of the whole set, kept over restarts. */
@NullMarked
package io.gatehouse.config.revision;

import org.jspecify.annotations.NullMarked;
