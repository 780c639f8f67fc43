/** Route table, policy chain, snapshots and failure mapping. */
@NullMarked
package io.gatehouse.core;

import org.jspecify.annotations.NullMarked;
