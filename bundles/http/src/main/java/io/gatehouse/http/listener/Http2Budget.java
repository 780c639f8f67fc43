package io.gatehouse.http.listener;

import java.time.Duration;
import java.util.Locale;

/**
 * What a client may make an HTTP/2 connection do for nothing, in 10 seconds. HTTP/2 lets clients
 * send, at no cost to themselves, what costs a server work or memory; whoever works with the
 * gateway earns the frames that working takes.
 */
final class Http2Budget {

  /** Why a connection was closed. */
  enum Excess {
    /** Each has cost a request to a target. */
    RESETS("too many requests were cut off"),
    /** SETTINGS, PING, PRIORITY, WINDOW_UPDATE, empty DATA and others. */
    FRAMES("too many frames that carry nothing"),
    /** Each costs a frame of our own for next to nothing. */
    WINDOWS("too many windows of a few bytes"),
    HEADERS("the head of a request is too long or in too many pieces"),
    /** Anything else that RFC 9113 forbids a connection. */
    PROTOCOL("the protocol was broken"),
    TIMEOUT("the head of a request did not arrive in time");

    private final String detail;

    Excess(String detail) {
      this.detail = detail;
    }

    /** For the client and the log. */
    String detail() {
      return detail;
    }

    /** For metrics and the log. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long PERIOD = Duration.ofSeconds(10).toNanos();

  /** No client that works needs as many in vain; each costs a reader some microseconds. */
  private static final int FREE_FRAMES = 1000;

  /** For each head and each piece of content, either way: two windows, a ping, one to spare. */
  private static final int EARNED = 4;

  /** Settings make a server look at every stream. */
  private static final int SETTINGS_COST = 10;

  /** Honest clients open windows by thousands of bytes. */
  private static final int SMALL_WINDOWS = 500;

  private final int mostResets;
  private long since;
  private long frames = FREE_FRAMES;
  private int resets;
  private int smallWindows;

  Http2Budget(int mostResets, long now) {
    this.mostResets = mostResets;
    since = now;
  }

  /** Begins anew where the time is up. */
  void tick(long now) {
    if (now - since > PERIOD) {
      since = now;
      frames = FREE_FRAMES;
      resets = 0;
      smallWindows = 0;
    }
  }

  /** A head or a piece of content has come or gone. */
  void earn() {
    frames += EARNED;
  }

  void frame() {
    frames--;
  }

  void settings() {
    frames -= SETTINGS_COST;
  }

  /** Whether there were more frames than were earned. */
  boolean framesSpent() {
    return frames < 0;
  }

  /** Counts a request that was cut off, by the client or because of it; whether it is too many. */
  boolean reset() {
    return ++resets > mostResets;
  }

  /** Counts a window opened by next to nothing; whether it is too many. */
  boolean smallWindow() {
    return ++smallWindows > SMALL_WINDOWS;
  }
}
