package io.gatehouse.http.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, behind the codec, for the header of the PROXY protocol that a connection must begin with.
 * Only then there is somebody to serve; without a valid one the connection is closed.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

  private final Listener listener;
  private final InetSocketAddress peer;
  private @Nullable Future<?> limit;
  private boolean refused;

  ProxyHeader(Listener listener, InetSocketAddress peer) {
    this.listener = listener;
    this.peer = peer;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Duration patience = listener.definition().timeouts().header();
    limit =
        ctx.executor()
            .schedule(() -> refuse(ctx, "none came"), patience.toNanos(), TimeUnit.NANOSECONDS);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      InetSocketAddress client = client(header);
      if (client == null) {
        refuse(ctx, "it names no TCP client");
        return;
      }
      listener.serve(ctx.channel(), client);
      ctx.pipeline().remove(this);
      // whoever was added has not heard of it
      ctx.fireChannelActive();
    } finally {
      ReferenceCountUtil.release(header);
    }
  }

  /** Who sent what follows: the proxy itself where it says so. */
  private @Nullable InetSocketAddress client(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    if (header.command() == HAProxyCommand.LOCAL || family == AddressFamily.AF_UNSPEC) {
      return peer;
    }
    if (header.proxiedProtocol().transportProtocol() != TransportProtocol.STREAM
        || family == AddressFamily.AF_UNIX) {
      return null;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
    try {
      return address == null
          ? null
          : new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + address.length + " bytes", e);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      refuse(ctx, "the connection ended before it");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx, String.valueOf(cause.getMessage()));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelLimit();
  }

  private void cancelLimit() {
    Future<?> running = limit;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void refuse(ChannelHandlerContext ctx, String reason) {
    cancelLimit();
    // the codec closes the connection first and tells why then
    if (!refused) {
      refused = true;
      listener.meters().withoutProxyHeader();
      LOG.atWarn()
          .addKeyValue("listener", listener.definition().name())
          .addKeyValue("peer", TrustedProxies.text(peer.getAddress()))
          .addKeyValue("reason", reason)
          .log("connection closed: it has no valid PROXY protocol header");
      var _ = ctx.close();
    }
  }
}
