/** What both sides of an exchange share on the wire: event loops, header fields, bodies. */
@NullMarked
package io.gatehouse.http;

import org.jspecify.annotations.NullMarked;
