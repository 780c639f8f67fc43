/**
 * The HTTP/1.1 client towards targets. A {@link io.gatehouse.http.upstream.TargetGroup} sends each
 * request through a {@link io.gatehouse.http.upstream.Call}, which asks targets that {@link
 * io.gatehouse.http.upstream.Lanes} choose; a {@link io.gatehouse.http.upstream.Transfer} is one
 * request with its response on one connection. All of it is confined to the event loop of the
 * exchange, but for the group and {@link io.gatehouse.http.upstream.UpstreamHealth}: what is known
 * of an upstream, which outlives edits of its definition.
 */
@NullMarked
package io.gatehouse.http.upstream;

import org.jspecify.annotations.NullMarked;
