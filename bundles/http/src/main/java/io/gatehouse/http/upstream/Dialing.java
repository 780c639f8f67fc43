package io.gatehouse.http.upstream;

import io.gatehouse.api.http.ProblemException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection to a target for a call: looks up its name, tries its addresses one after the
 * other, secures the connection. Confined to the event loop. Tells the call once, unless it is
 * cancelled.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's end is told by the channel
final class Dialing implements AddressBook.Reader, Runnable {

  private static final int MAX_ADDRESSES = 4;

  private final Call call;
  private final TargetGroup group;
  private final Lane lane;
  private final boolean requestLimitFirst;
  private final ScheduledFuture<?> timer;
  private final Queue<InetAddress> candidates = new ArrayDeque<>(2);
  private @Nullable Channel channel;
  private boolean over;

  Dialing(Call call, TargetGroup group, Lane lane) {
    this.call = call;
    this.group = group;
    this.lane = lane;
    long left = call.deadline() - System.nanoTime();
    long limit = group.limits().connectNanos();
    this.requestLimitFirst = left < limit;
    this.timer = lane.loop().schedule(this, Math.min(left, limit), TimeUnit.NANOSECONDS);
  }

  void begin() {
    lane.addresses().find(this);
  }

  /** Nobody needs the connection any more. */
  void cancel() {
    over = true;
    timer.cancel(false);
    Channel half = channel;
    if (half != null) {
      half.close();
    }
  }

  @Override
  public void found(List<InetAddress> addresses) {
    if (!over) {
      addresses.stream().limit(MAX_ADDRESSES).forEach(candidates::add);
      connect();
    }
  }

  @Override
  public void notFound(Throwable cause) {
    if (!over) {
      fail(UpstreamFailure.nameUnresolved(cause), cause);
    }
  }

  /** The timer: time is up. */
  @Override
  public void run() {
    if (over) {
      return;
    }
    cancel();
    if (requestLimitFirst) {
      call.failedAtTarget(call.tooLate(), "not connected in time");
    } else {
      call.refused(
          lane,
          UpstreamFailure.connectTimeout(group.limits().words().connect()),
          "not connected in time");
    }
  }

  private void connect() {
    InetAddress address = candidates.remove();
    Opening opening = new Opening(address);
    Bootstrap bootstrap = group.bootstrap().clone(lane.loop()).handler(opening);
    ChannelFuture connecting =
        bootstrap.connect(new InetSocketAddress(address, lane.target().url().port()));
    channel = connecting.channel();
    connecting.addListener(done -> connected(opening, done));
  }

  private void connected(Opening opening, Future<?> done) {
    if (over) {
      return;
    }
    if (done.isSuccess()) {
      SslHandler tls = opening.tls;
      if (tls == null) {
        succeed(opening);
      } else {
        tls.handshakeFuture().addListener(shaken -> secured(opening, shaken));
      }
    } else if (candidates.isEmpty()) {
      Throwable cause = done.cause();
      fail(UpstreamFailure.connectFailed(cause), cause);
    } else {
      connect();
    }
  }

  private void secured(Opening opening, Future<?> shaken) {
    if (over) {
      return;
    }
    if (shaken.isSuccess()) {
      succeed(opening);
    } else {
      Throwable cause = shaken.cause();
      fail(UpstreamFailure.tlsFailed(cause), cause);
    }
  }

  private void succeed(Opening opening) {
    over = true;
    timer.cancel(false);
    UpstreamConnection made = opening.connection;
    if (made != null) {
      call.connected(made);
    }
  }

  private void fail(ProblemException why, Throwable cause) {
    cancel();
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    call.refused(lane, why, String.valueOf(root.getMessage()));
  }

  /** Furnishes the channel. */
  private final class Opening extends ChannelInitializer<Channel> {

    private final InetAddress address;
    private @Nullable SslHandler tls;
    private @Nullable UpstreamConnection connection;

    Opening(InetAddress address) {
      this.address = address;
    }

    @Override
    protected void initChannel(Channel fresh) {
      TargetTls security = group.tls();
      TargetUrl url = lane.target().url();
      if (url.secure() && security != null) {
        tls = security.handler(fresh.alloc(), url);
        fresh.pipeline().addLast(tls);
      }
      ResponseDecoder decoder = new ResponseDecoder();
      connection = new UpstreamConnection(group, lane, fresh, address, decoder, url.secure());
      fresh.pipeline().addLast(decoder, new HttpRequestEncoder(), connection);
    }
  }
}
