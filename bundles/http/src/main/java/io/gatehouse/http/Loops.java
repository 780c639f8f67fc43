package io.gatehouse.http;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.EventLoops;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The event loops of both sides of every exchange: native epoll where the platform has it, NIO
 * elsewhere; one for each processor, as many as {@code gatehouse.loops} says where that is set.
 */
@Component(service = {EventLoops.class, Loops.class})
public final class Loops implements EventLoops {

  private final boolean nativeTransport = Epoll.isAvailable();
  private final EventLoopGroup group;
  private final List<EventLoop> loops;

  @Activate
  public Loops() {
    IoHandlerFactory factory =
        nativeTransport ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    int count = Integer.getInteger("gatehouse.loops", Runtime.getRuntime().availableProcessors());
    group =
        new MultiThreadIoEventLoopGroup(
            Math.max(1, count), new DefaultThreadFactory("gatehouse-loop"), factory);
    List<EventLoop> all = new ArrayList<>();
    for (EventExecutor executor : group) {
      all.add(new Loop(all.size(), (io.netty.channel.EventLoop) executor));
    }
    loops = List.copyOf(all);
  }

  @Deactivate
  public void close() {
    Future<?> done = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    done.awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  @Override
  public List<EventLoop> all() {
    return loops;
  }

  /** The group, for bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  /** Our name for the loop that a channel lives on. */
  public EventLoop of(Channel channel) {
    for (EventLoop loop : loops) {
      if (((Loop) loop).netty.equals(channel.eventLoop())) {
        return loop;
      }
    }
    throw new IllegalStateException("channel of a foreign event loop (expected: one of ours)");
  }

  /** The channel's own name for one of our loops. */
  public static io.netty.channel.EventLoop unwrap(EventLoop loop) {
    if (loop instanceof Loop ours) {
      return ours.netty;
    }
    throw new IllegalArgumentException("event loop: " + loop + " (expected: one of ours)");
  }

  public Class<? extends ServerChannel> serverChannel() {
    return nativeTransport ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  public Class<? extends SocketChannel> socketChannel() {
    return nativeTransport ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  public Class<? extends DatagramChannel> datagramChannel() {
    return nativeTransport ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  private record Loop(int index, io.netty.channel.EventLoop netty) implements EventLoop {

    @Override
    public boolean inEventLoop() {
      return netty.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
      netty.execute(task);
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      Future<?> scheduled = netty.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    }
  }
}
