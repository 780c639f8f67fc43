package io.gatehouse.http.listener;

import java.time.Duration;

/**
 * How an HTTP/2 connection ends in good order: the client is told to send no more, what crosses
 * that is still taken, then it is told which request was the last.
 */
final class Goodbye {

  /** How long requests that crossed the announcement may take to arrive. */
  private static final long CROSSING = Duration.ofMillis(500).toNanos();

  private boolean announced;
  private boolean said;
  private long announcedAt;

  /** Begins it; false where it has begun. */
  boolean announce(long now) {
    if (announced) {
      return false;
    }
    announced = true;
    announcedAt = now;
    return true;
  }

  /** Whether it is time for the last word; true once. */
  boolean due(long now) {
    if (!announced || said || now - announcedAt <= CROSSING) {
      return false;
    }
    said = true;
    return true;
  }

  /** Whether nothing is taken any more. */
  boolean said() {
    return said;
  }
}
