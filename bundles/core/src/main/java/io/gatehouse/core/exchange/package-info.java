/** The engine: takes requests through the chain of the revision they began with. */
@NullMarked
package io.gatehouse.core.exchange;

import org.jspecify.annotations.NullMarked;
