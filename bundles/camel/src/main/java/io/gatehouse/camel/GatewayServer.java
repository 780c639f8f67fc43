package io.gatehouse.camel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyServerBootstrapConfiguration;
import org.apache.camel.component.netty.NettyServerBootstrapFactory;
import org.apache.camel.component.netty.http.HttpServerConsumerChannelFactory;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.apache.camel.component.netty.http.NettySharedHttpServer;
import org.apache.camel.component.netty.http.NettySharedHttpServerBootstrapConfiguration;

/**
 * What routes find as {@code #gatehouse}: a shared server without a port. It knows who wants to be
 * mounted and opens nothing; requests come from the gateway. One for each context, so that a
 * context's mounts come and go together and stopping one touches no other.
 */
final class GatewayServer implements NettySharedHttpServer {

  /** The name in the registry. */
  static final String NAME = "gatehouse";

  /** Stands in addresses of endpoints and is never opened. */
  private static final int PORT = 80;

  private final List<NettyHttpConsumer> consumers = new CopyOnWriteArrayList<>();
  private final Bootstrap bootstrap = new Bootstrap();

  /** Who is mounted now. */
  List<NettyHttpConsumer> consumers() {
    return List.copyOf(consumers);
  }

  boolean isOf(NettyHttpConsumer consumer) {
    return consumer.getNettyServerBootstrapFactory() == bootstrap;
  }

  @Override
  public int getPort() {
    return PORT;
  }

  @Override
  public int getConsumersSize() {
    return consumers.size();
  }

  @Override
  public NettyServerBootstrapFactory getServerBootstrapFactory() {
    return bootstrap;
  }

  @Override
  public HttpServerConsumerChannelFactory getConsumerChannelFactory() {
    return bootstrap;
  }

  @Override
  public void setNettyServerBootstrapConfiguration(
      NettySharedHttpServerBootstrapConfiguration configuration) {
    // there is no socket to configure
  }

  @Override
  public void setCamelContext(CamelContext context) {
    // it is bound in one already
  }

  @Override
  public void setStartServer(boolean startServer) {
    // there is none
  }

  @Override
  public void setThreadNamePattern(String pattern) {
    // it has no threads
  }

  @Override
  public void start() {
    // nothing to open
  }

  @Override
  public void stop() {
    // nothing to close
  }

  /** Where consumers announce themselves when they start, and say goodbye when they stop. */
  private final class Bootstrap
      implements NettyServerBootstrapFactory, HttpServerConsumerChannelFactory {

    @Override
    public void addConsumer(NettyConsumer consumer) {
      addConsumer((NettyHttpConsumer) consumer);
    }

    @Override
    public void removeConsumer(NettyConsumer consumer) {
      removeConsumer((NettyHttpConsumer) consumer);
    }

    @Override
    public void addConsumer(NettyHttpConsumer consumer) {
      consumers.add(consumer);
    }

    @Override
    public void removeConsumer(NettyHttpConsumer consumer) {
      consumers.remove(consumer);
    }

    @Override
    public int consumers() {
      return consumers.size();
    }

    @Override
    public int getPort() {
      return PORT;
    }

    @Override
    public ChannelHandler getChannelHandler() {
      throw new UnsupportedOperationException("requests do not come over a channel");
    }

    @Override
    public void init(int port) {
      // there is no port
    }

    @Override
    public void init(
        CamelContext context,
        NettyServerBootstrapConfiguration configuration,
        ChannelInitializer<Channel> pipeline) {
      // there is no socket
    }

    @Override
    public void init(
        ThreadFactory threads,
        NettyServerBootstrapConfiguration configuration,
        ChannelInitializer<Channel> pipeline) {
      // there is no socket
    }

    @Override
    public void addChannel(Channel channel) {
      // there is none
    }

    @Override
    public void removeChannel(Channel channel) {
      // there is none
    }

    @Override
    public void start() {
      // nothing to open
    }

    @Override
    public void stop() {
      // others may go on
    }

    @Override
    public void suspend() {
      // nothing to stop listening to
    }

    @Override
    public void resume() {
      // nothing to listen to
    }

    @Override
    public boolean isSuspended() {
      return false;
    }
  }
}
