package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An address the gateway accepts on. Changes take effect at the next start; the certificate's files
 * are watched.
 *
 * @param trustedProxies addresses or CIDR blocks whose {@code X-Forwarded-*} fields are believed
 * @param proxyProtocol addresses or CIDR blocks whose connections begin with a PROXY protocol
 *     header
 */
public record ListenerDefinition(
    String name,
    String address,
    int port,
    Optional<Tls> tls,
    List<String> trustedProxies,
    List<String> proxyProtocol,
    Limits limits,
    Timeouts timeouts,
    Http2 http2,
    Place place) {

  public ListenerDefinition {
    trustedProxies = List.copyOf(trustedProxies);
    proxyProtocol = List.copyOf(proxyProtocol);
  }

  /** A certificate chain and its key, both PEM. */
  public record Tls(Path certificate, Path key) {}

  /**
   * Bounds on what a client may send.
   *
   * @param requestLine in bytes; 414 beyond
   * @param headers all header lines together, in bytes; 431 beyond
   * @param headerCount number of header lines; 431 beyond
   * @param connections open at once on this listener; beyond, new ones are closed at once
   */
  public record Limits(ByteSize requestLine, ByteSize headers, int headerCount, int connections) {}

  /**
   * How long to wait for a client.
   *
   * @param header from a request's first byte to the end of its head; 408 beyond
   * @param body between two reads of a body; 408 beyond
   * @param idle between two requests, and between two writes to a client that does not read
   */
  public record Timeouts(Duration header, Duration body, Duration idle) {}

  /**
   * HTTP/2.
   *
   * @param enabled whether clients that come by TLS may choose it
   * @param cleartext whether clients that come without TLS may begin with it
   * @param streams requests of one connection that may be under way at once
   * @param window content of one request that may be on its way before the gateway asks for more; a
   *     connection has 16 times as much for all its requests
   * @param resets requests of one connection that may be cut off in 10 seconds
   */
  public record Http2(
      boolean enabled, boolean cleartext, int streams, ByteSize window, int resets) {}
}
