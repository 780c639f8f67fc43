package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.status.MeterSource;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamFactory;
import io.gatehouse.http.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Makes upstreams on the event loops of the gateway. */
@Component(service = {UpstreamFactory.class, MeterSource.class})
public final class UpstreamClients implements UpstreamFactory, MeterSource {

  private final Loops loops;
  private final Names names;
  private final Bootstrap bootstrap;
  private final KnownUpstreams known;
  private final Set<TargetGroup> open = ConcurrentHashMap.newKeySet();

  @Activate
  public UpstreamClients(@Reference Loops loops) {
    this(loops, Names.platformServers(), InstantSource.system());
  }

  UpstreamClients(
      Loops loops, Optional<DnsServerAddressStreamProvider> nameServers, InstantSource clock) {
    this.loops = loops;
    this.names = new Names(loops.datagramChannel(), loops.socketChannel(), nameServers);
    this.known = new KnownUpstreams(clock);
    this.bootstrap =
        new Bootstrap()
            .channel(loops.socketChannel())
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            // our own clock covers name, connection and TLS together
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            // a target may refuse a request before it has read all of it: its answer counts
            .option(ChannelOption.AUTO_CLOSE, false);
  }

  @Deactivate
  void close() {
    List.copyOf(open).forEach(TargetGroup::close);
    names.close();
  }

  @Override
  public Upstream create(String api, UpstreamDefinition definition) {
    String name = api + '/' + definition.name();
    UpstreamHealth health = known.acquire(name);
    try {
      TargetGroup group =
          TargetGroup.of(
              definition, health, loops, names, bootstrap, closed -> closed(closed, name));
      open.add(group);
      return group;
    } catch (RuntimeException e) {
      known.release(name);
      throw e;
    }
  }

  @Override
  public List<Meter> meters() {
    return known.meters();
  }

  private void closed(TargetGroup group, String name) {
    open.remove(group);
    known.release(name);
  }
}
