/** Values in memory with Ehcache. */
@NullMarked
package io.gatehouse.cache.ehcache;

import org.jspecify.annotations.NullMarked;
