package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition.Timeouts;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection has waited for what, measured in ticks of its loop. It errs on the side of
 * waiting: never early, by two ticks late at most.
 */
final class Patience {

  /** How long a client that has closed its side is believed to wait while nothing moves. */
  private static final long SILENCE = Duration.ofMillis(500).toNanos();

  private static final long LEAVE_SILENCE = Duration.ofSeconds(1).toNanos();
  private static final long LEAVE_AT_MOST = Duration.ofSeconds(5).toNanos();
  private static final long TICK = ListenerLoop.TICK.toNanos();

  private final long headerNanos;
  private final long bodyNanos;
  private final long idleNanos;
  private long restSince;
  private long readAt;
  private long wroteAt;
  private long mark;
  private long leaveBy;

  Patience(Timeouts timeouts) {
    headerNanos = timeouts.header().toNanos();
    bodyNanos = timeouts.body().toNanos();
    idleNanos = timeouts.idle().toNanos();
  }

  /** Nothing is under way from now on. */
  void rests(long now) {
    restSince = now;
  }

  /** A call is. */
  void begins(long now) {
    readAt = now;
    wroteAt = now;
  }

  /** Something came from the client, or is wanted from it only now. */
  void read(long now) {
    readAt = now;
  }

  /** Something moved towards the client. */
  void wrote(long now) {
    wroteAt = now;
  }

  /** The last answer is out, the client may read it. */
  void leaves(long now) {
    readAt = now;
    leaveBy = now + LEAVE_AT_MOST;
  }

  /**
   * Takes note of how far the output is.
   *
   * @param sent content bytes that were given to the channel
   * @return whether some of it still waits for the client
   */
  boolean sees(long now, @Nullable ChannelOutboundBuffer output, long sent) {
    long pending = output == null ? 0 : output.totalPendingWriteBytes();
    long flushing = output == null ? 0 : output.currentProgress();
    // a number that changes when it moves
    sees(now, sent + 31 * (pending + 31 * flushing));
    return pending > 0;
  }

  private void sees(long now, long outputMark) {
    if (outputMark != mark) {
      mark = outputMark;
      wroteAt = now;
    }
  }

  boolean leftLongEnough(long now) {
    return now - leaveBy > 0 || now - readAt > LEAVE_SILENCE + TICK;
  }

  boolean headIsLate(long now, long startedNanos) {
    // a head that came while a call was under way has time from the end of that call
    long waited = Math.min(now - startedNanos, now - restSince);
    return waited > headerNanos;
  }

  boolean restedLongEnough(long now, boolean withinBody) {
    return now - restSince > (withinBody ? bodyNanos : idleNanos) + TICK;
  }

  boolean contentIsLate(long now) {
    return now - readAt > bodyNanos + TICK;
  }

  boolean outputStands(long now, boolean inputClosed, boolean pending) {
    long still = now - wroteAt;
    return (inputClosed && still > SILENCE) || (pending && still > idleNanos + TICK);
  }
}
