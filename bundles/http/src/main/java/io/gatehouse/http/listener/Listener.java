package io.gatehouse.http.listener;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.ListenerDefinition;
import io.gatehouse.api.listener.RequestHandler;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.http.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address that the gateway accepts on. */
final class Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 4096;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 128 * 1024);

  private final ListenerDefinition definition;
  private final TrustedProxies trustedProxies;
  private final TrustedProxies proxyProtocol;
  private final ListenerMeters meters;
  private final RequestHandler handler;
  private final Loops loops;
  private final List<ListenerLoop> shared;
  private final @Nullable Supplier<SslContext> tls;
  private final AtomicInteger connections = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;
  private volatile @Nullable Channel channel;
  private volatile String failure = "";

  /**
   * A listener that is not open yet.
   *
   * @param shared what the connections of each loop share, in order of the loops' index
   * @param tls makes the context for the next handshake; none for plain connections
   */
  Listener(
      ListenerDefinition definition,
      RequestHandler handler,
      Loops loops,
      List<ListenerLoop> shared,
      @Nullable Supplier<SslContext> tls) {
    this.definition = definition;
    this.handler = handler;
    this.loops = loops;
    this.shared = shared;
    this.tls = tls;
    trustedProxies = new TrustedProxies(definition.trustedProxies());
    proxyProtocol = new TrustedProxies(definition.proxyProtocol());
    meters = new ListenerMeters(definition.name());
  }

  ListenerDefinition definition() {
    return definition;
  }

  TrustedProxies trustedProxies() {
    return trustedProxies;
  }

  ListenerMeters meters() {
    return meters;
  }

  RequestHandler handler() {
    return handler;
  }

  boolean draining() {
    return draining;
  }

  int connections() {
    return connections.get();
  }

  /** Starts to accept; says so in the log, or why not. */
  synchronized void open() {
    if (channel != null || draining) {
      return;
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new Accepted())
            .bind(new InetSocketAddress(definition.address(), definition.port()))
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      channel = bound.channel();
      failure = "";
      LOG.atInfo()
          .addKeyValue("listener", definition.name())
          .addKeyValue("address", address(bound.channel()))
          .addKeyValue("tls", tls != null)
          .log("listener opened");
    } else {
      failure =
          "cannot listen on "
              + definition.address()
              + ':'
              + definition.port()
              + ": "
              + reason(bound);
      LOG.atError()
          .addKeyValue("listener", definition.name())
          .addKeyValue("reason", failure)
          .log("listener refused");
    }
  }

  private static String reason(ChannelFuture bound) {
    Throwable cause = bound.cause();
    String message = cause == null ? "" : String.valueOf(cause.getMessage());
    // the native transport begins with the name of the call and the number of the error
    return message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
  }

  /** Accepts no more; what is under way goes on. */
  synchronized void stopAccepting() {
    draining = true;
    Channel open = channel;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
    if (connections.get() == 0) {
      drained.complete(null);
    }
  }

  /** Completes when the listener accepts no more and its last connection is closed. */
  CompletionStage<Void> drained() {
    return drained;
  }

  private void closed() {
    if (connections.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  StatusEntry status() {
    Channel open = channel;
    if (open != null) {
      return StatusEntry.serving(
          "listener",
          definition.name(),
          definition.place().file(),
          address(open)
              + (tls == null ? "" : " (TLS)")
              + ", "
              + connections.get()
              + " connections"
              + (draining ? ", draining" : ""));
    }
    if (failure.isEmpty()) {
      return refused("its certificate cannot be used: see certificate " + definition.name(), "");
    }
    return refused(
        failure, "Free the port, or write an address and a port that can be listened on");
  }

  private StatusEntry refused(String problem, String remedy) {
    return new StatusEntry(
        "listener",
        definition.name(),
        State.REFUSED,
        definition.place().file(),
        problem,
        List.of(new Finding(definition.place(), problem, remedy)));
  }

  private static String address(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress local
        ? NetUtil.toSocketAddressString(local)
        : String.valueOf(channel.localAddress());
  }

  /** Sets up what it takes to serve a client. */
  void serve(Channel accepted, InetSocketAddress client) {
    ChannelPipeline pipeline = accepted.pipeline();
    ListenerLoop loop = shared.get(loops.of(accepted).index());
    SslHandler ssl = null;
    if (tls != null) {
      ssl = tls.get().newHandler(accepted.alloc());
      ssl.setHandshakeTimeoutMillis(definition.timeouts().header().toMillis());
      pipeline.addLast(ssl);
    }
    RequestDecoder decoder = new RequestDecoder(definition.limits(), loop.window());
    ClientConnection http1 = new ClientConnection(this, loop, decoder, ssl, client);
    if (definition.http2().enabled() && (ssl != null || definition.http2().cleartext())) {
      pipeline.addLast(new ProtocolChoice(this, loop, decoder, http1, ssl, client));
    }
    pipeline.addLast(decoder, http1);
  }

  /** Sets up what was accepted. */
  private final class Accepted extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel accepted) {
      if (!(accepted.remoteAddress() instanceof InetSocketAddress peer)) {
        var _ = accepted.close();
        return;
      }
      boolean fits = connections.incrementAndGet() <= definition.limits().connections();
      accepted.closeFuture().addListener(gone -> closed());
      if (!fits) {
        meters.refused();
        var _ = accepted.close();
        return;
      }
      if (proxyProtocol.contains(peer.getAddress())) {
        accepted
            .pipeline()
            .addLast(new HAProxyMessageDecoder(), new ProxyHeader(Listener.this, peer));
      } else {
        serve(accepted, peer);
      }
    }
  }
}
