package io.gatehouse.http.upstream;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.NameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses behind names, on each event loop for itself and without blocking it: DNS with
 * the time to live that it tells, or what the JDK knows where no name server is configured.
 */
final class Names implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Names.class);
  private static final int MAX_TTL_SECONDS = 300;
  private static final long QUERY_MILLIS = 2_000;

  private final Class<? extends DatagramChannel> datagrams;
  private final Class<? extends SocketChannel> streams;
  private final Optional<DnsServerAddressStreamProvider> servers;
  private final Map<EventLoop, NameResolver<InetAddress>> resolvers = new ConcurrentHashMap<>();

  Names(
      Class<? extends DatagramChannel> datagrams,
      Class<? extends SocketChannel> streams,
      Optional<DnsServerAddressStreamProvider> servers) {
    this.datagrams = datagrams;
    this.streams = streams;
    this.servers = servers;
  }

  /**
   * The name servers that this machine is told to ask. Netty's own choice would ask a public one
   * where there is none, which a gateway in somebody's house must not.
   */
  static Optional<DnsServerAddressStreamProvider> platformServers() {
    File settings = new File(System.getProperty("gatehouse.resolvConf", "/etc/resolv.conf"));
    try {
      return Optional.of(new UnixResolverDnsServerAddressStreamProvider(settings));
    } catch (IOException | IllegalArgumentException e) {
      LOG.atInfo()
          .addKeyValue("reason", String.valueOf(e.getMessage()))
          .log("no name server configured, names are left to the JDK");
      return Optional.empty();
    }
  }

  NameResolver<InetAddress> on(EventLoop loop) {
    return resolvers.computeIfAbsent(loop, this::open);
  }

  @Override
  public void close() {
    resolvers.values().forEach(NameResolver::close);
    resolvers.clear();
  }

  private NameResolver<InetAddress> open(EventLoop loop) {
    if (servers.isEmpty()) {
      return new PlatformNames(loop);
    }
    return new DnsNameResolverBuilder(loop)
        .datagramChannelType(datagrams)
        .socketChannelType(streams)
        .nameServerProvider(servers.get())
        .queryTimeoutMillis(QUERY_MILLIS)
        .ttl(0, MAX_TTL_SECONDS)
        .build();
  }
}
