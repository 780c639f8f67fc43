/** Hostile requests and upstreams as data, and what sends them to a gateway and judges it. */
@NullMarked
package io.gatehouse.it.hostile;

import org.jspecify.annotations.NullMarked;
