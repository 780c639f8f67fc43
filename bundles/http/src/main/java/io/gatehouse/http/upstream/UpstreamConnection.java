package io.gatehouse.http.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a target: idle in its lane, or busy with one transfer. Confined to its event
 * loop.
 *
 * <p>It has one deadline at a time and one timer that looks at it now and then, never further ahead
 * than the shortest limit: setting a deadline for a request costs a field, not a task.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's end is told by the channel
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Runnable {

  private final TargetGroup group;
  private final Lane lane;
  private final Channel channel;
  private final InetAddress address;
  private final ResponseDecoder decoder;
  private final boolean secure;
  private @Nullable Transfer transfer;
  private @Nullable ScheduledFuture<?> timer;
  private long deadline;
  private boolean armed;
  private boolean used;
  private boolean toGiveBack;
  private boolean closedByPeer;
  private long keepNanos;

  UpstreamConnection(
      TargetGroup group,
      Lane lane,
      Channel channel,
      InetAddress address,
      ResponseDecoder decoder,
      boolean secure) {
    this.group = group;
    this.lane = lane;
    this.channel = channel;
    this.address = address;
    this.decoder = decoder;
    this.secure = secure;
    this.keepNanos = group.limits().idleNanos();
  }

  Channel channel() {
    return channel;
  }

  Lane lane() {
    return lane;
  }

  TargetGroup group() {
    return group;
  }

  InetAddress address() {
    return address;
  }

  /** Whether a request was sent on it before the one under way. */
  boolean used() {
    return used;
  }

  /** Whether any byte of a response to the request under way has come. */
  boolean touched() {
    return decoder.touched();
  }

  /** Whether an end of connection can be trusted to be the end of what the target had to say. */
  boolean endsHonestly() {
    return !secure || closedByPeer;
  }

  /** Whether a request may be sent on it; the timer is too coarse for what a target hints at. */
  boolean usable() {
    return transfer == null
        && channel.isActive()
        && decoder.drained()
        && (keepNanos == group.limits().idleNanos() || !armed || deadline - System.nanoTime() > 0);
  }

  /** Takes up a transfer, which writes next. */
  void occupy(Transfer next, String method) {
    transfer = next;
    decoder.expect(method);
    if (timer == null) {
      schedule(group.limits().tickNanos());
    }
  }

  /** The transfer's response is complete; the connection is idle again, or closed. */
  void release(boolean reusable) {
    transfer = null;
    used = true;
    disarm();
    decoder.expectNothing();
    if (reusable && decoder.drained() && channel.isActive() && !group.closed()) {
      toGiveBack = true;
      resumeReading();
    } else {
      channel.close();
    }
  }

  /** Ends the connection, and with it, silently, whatever transfer is under way. */
  void close() {
    transfer = null;
    disarm();
    decoder.expectNothing();
    channel.close();
  }

  /** How long the target says it keeps the connection while it is idle. */
  void keepFor(long nanos) {
    keepNanos = Math.min(group.limits().idleNanos(), nanos);
  }

  void holdReading() {
    channel.config().setAutoRead(false);
  }

  void resumeReading() {
    if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  /** Sets the moment that something must have happened by. */
  void arm(long at) {
    deadline = at;
    armed = true;
  }

  void disarm() {
    armed = false;
  }

  /** The timer. */
  @Override
  public void run() {
    long left = armed ? deadline - System.nanoTime() : Long.MAX_VALUE;
    if (left > 0) {
      schedule(Math.min(left, group.limits().tickNanos()));
      return;
    }
    disarm();
    Transfer busy = transfer;
    if (busy == null) {
      channel.close();
    } else {
      schedule(group.limits().tickNanos());
      busy.overdue();
    }
  }

  private void schedule(long nanos) {
    timer = lane.loop().schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Transfer busy = transfer;
    if (busy == null) {
      ReferenceCountUtil.release(message);
      channel.close();
    } else if (message instanceof HttpResponse head) {
      busy.head(head);
    } else if (message instanceof HttpContent piece) {
      busy.content(piece);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Transfer busy = transfer;
    if (busy != null) {
      busy.readComplete();
    } else if (toGiveBack) {
      // not before all that came is read: what follows a response must not meet the next request
      toGiveBack = false;
      if (usable()) {
        arm(System.nanoTime() + keepNanos);
        lane.giveBack(this);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Transfer busy = transfer;
    if (busy != null && channel.isWritable()) {
      busy.writable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closing && closing.isSuccess()) {
      closedByPeer = true;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lost(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost(new ClosedChannelException());
    lane.forget(this);
    ScheduledFuture<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private void lost(Throwable cause) {
    Transfer busy = transfer;
    close();
    if (busy != null) {
      busy.lost(cause);
    }
  }
}
