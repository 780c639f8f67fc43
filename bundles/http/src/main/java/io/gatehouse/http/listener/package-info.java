/**
 * The server side of the data path: sockets and TLS, strict reading of requests, their one
 * canonical form, and the way back to the client.
 */
@NullMarked
package io.gatehouse.http.listener;

import org.jspecify.annotations.NullMarked;
