package io.gatehouse.camel;

import java.time.Duration;
import org.apache.camel.RoutesBuilder;

/**
 * Camel routes as a destination.
 *
 * @param name for logs and thread names: {@code orders/place-order}
 * @param entry the {@code direct:} endpoint that takes the requests
 * @param timeout for the whole of an exchange; 504 and an interrupt beyond
 * @param concurrency the most exchanges at a time; 503 beyond
 */
public record Mediation(
    String name, RoutesBuilder routes, String entry, Duration timeout, int concurrency) {

  /** Enough for any backend, and few enough to fit into memory when it hangs. */
  public static final int USUAL_CONCURRENCY = 1000;

  public Mediation {
    if (!entry.startsWith("direct:")) {
      throw new IllegalArgumentException("entry: " + entry + " (expected: to begin with direct:)");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0s)");
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 or more)");
    }
  }

  /** With the usual concurrency. */
  public static Mediation of(String name, RoutesBuilder routes, String entry, Duration timeout) {
    return new Mediation(name, routes, entry, timeout, USUAL_CONCURRENCY);
  }
}
