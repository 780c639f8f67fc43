/** One line for each request. */
@NullMarked
package io.gatehouse.accesslog;

import org.jspecify.annotations.NullMarked;
