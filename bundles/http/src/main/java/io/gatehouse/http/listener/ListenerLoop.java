package io.gatehouse.http.listener;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.http.Loops;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the connections of one event loop share: one clock that looks for those that waited too
 * long, instead of a timer for each; the {@code Date} of the current second; space to scan heads
 * in.
 */
final class ListenerLoop {

  /** How often connections are looked at, and so how exact their timeouts are. */
  static final Duration TICK = Duration.ofMillis(250);

  private static final int WINDOW = 4096;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final EventLoop loop;
  private final io.netty.channel.EventLoop nettyLoop;
  private final byte[] window = new byte[WINDOW];
  private final List<OpenConnection> connections = new ArrayList<>();
  private long now = System.nanoTime();
  private long dateSecond;
  private AsciiString date = AsciiString.EMPTY_STRING;
  private boolean ticking;

  ListenerLoop(EventLoop loop) {
    this.loop = loop;
    nettyLoop = Loops.unwrap(loop);
  }

  EventLoop loop() {
    return loop;
  }

  io.netty.channel.EventLoop nettyLoop() {
    return nettyLoop;
  }

  byte[] window() {
    return window;
  }

  /** {@link System#nanoTime()} of the last tick: near enough for timeouts, and free. */
  long now() {
    return now;
  }

  /** The value of a {@code Date} field. */
  AsciiString date() {
    long second = System.currentTimeMillis() / 1000;
    if (second != dateSecond) {
      dateSecond = second;
      date = new AsciiString(DATE.format(Instant.ofEpochSecond(second)));
    }
    return date;
  }

  void add(OpenConnection connection) {
    connection.place(connections.size());
    connections.add(connection);
    if (!ticking) {
      ticking = true;
      now = System.nanoTime();
      loop.schedule(this::tick, TICK);
    }
  }

  void remove(OpenConnection connection) {
    int place = connection.place();
    OpenConnection last = connections.removeLast();
    if (!last.equals(connection)) {
      connections.set(place, last);
      last.place(place);
    }
  }

  /** Runs the action for each connection; on the loop. */
  void each(Consumer<OpenConnection> action) {
    for (OpenConnection connection : List.copyOf(connections)) {
      action.accept(connection);
    }
  }

  private void tick() {
    now = System.nanoTime();
    try {
      // from the end, because the last one takes the place of one that goes
      for (int i = connections.size() - 1; i >= 0; i--) {
        if (i < connections.size()) {
          connections.get(i).check(now);
        }
      }
    } finally {
      ticking = !connections.isEmpty();
      if (ticking) {
        loop.schedule(this::tick, TICK);
      }
    }
  }
}
