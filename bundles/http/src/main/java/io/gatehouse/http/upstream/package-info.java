/**
 * The HTTP/1.1 client towards targets. A {@link io.gatehouse.http.upstream.TargetGroup} sends each
 * request through a {@link io.gatehouse.http.upstream.Call}, which chooses targets; a {@link
 * io.gatehouse.http.upstream.Transfer} is one request with its response on one connection. All of
 * it but the group and the health of its targets is confined to the event loop of the exchange.
 */
@NullMarked
package io.gatehouse.http.upstream;

import org.jspecify.annotations.NullMarked;
