package io.gatehouse.api.exchange;

/**
 * Where a request came from.
 *
 * @param address the IP address in text form: the socket peer's or, behind a trusted proxy, the
 *     right-most untrusted address that the proxy names
 * @param port the socket peer's port
 * @param secure whether the connection to the gateway is TLS
 */
public record Client(String address, int port, boolean secure) {}
