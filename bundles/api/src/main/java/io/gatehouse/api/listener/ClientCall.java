package io.gatehouse.api.listener;

import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;

/**
 * A request as a listener hands it over, and the way back to its client. Everything happens on the
 * call's event loop.
 */
public interface ClientCall {

  /** Canonical and checked. Of a refused request: what is known of it, the rest {@code -}. */
  GatewayRequest request();

  Client client();

  /** The listener's name. */
  String listener();

  /** {@code HTTP/1.1}, {@code HTTP/1.0}, later {@code HTTP/2}. */
  String protocol();

  EventLoop eventLoop();

  /** {@link System#nanoTime()} when the first byte of the request was read. */
  long startedNanos();

  /**
   * Limits how many content bytes this request may bring; more fail its body with a 413 problem.
   */
  void limitBody(long bytes);

  /** Sends the response, once. Whatever of the request's body is unread then is dropped. */
  void respond(GatewayResponse response);

  /** The one that hears of the end, set before the handler returns. */
  void onEnd(EndListener end);

  /** Hears of the end of a call. */
  @FunctionalInterface
  interface EndListener {
    /**
     * Called once: the last byte is written, or the client is gone.
     *
     * @param completed whether the response was sent to its end
     * @param bytesIn content bytes received
     * @param bytesOut content bytes sent
     */
    void ended(boolean completed, long bytesIn, long bytesOut);
  }
}
