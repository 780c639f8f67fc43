/** HTTP/2, asked by others' clients and suites. */
@NullMarked
package io.gatehouse.it.http2;

import org.jspecify.annotations.NullMarked;
