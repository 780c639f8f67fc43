package io.gatehouse.http.listener;

import io.gatehouse.api.status.MeterSource.Kind;
import io.gatehouse.api.status.MeterSource.Meter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a listener counts of connections, beside the requests that core counts. */
final class ListenerMeters {

  private final String listener;
  private final LongAdder refused = new LongAdder();
  private final LongAdder withoutProxyHeader = new LongAdder();
  private final Map<Http2Budget.Excess, LongAdder> closed = new EnumMap<>(Http2Budget.Excess.class);

  ListenerMeters(String listener) {
    this.listener = listener;
    for (Http2Budget.Excess excess : Http2Budget.Excess.values()) {
      closed.put(excess, new LongAdder());
    }
  }

  /** A connection was one too many. */
  void refused() {
    refused.increment();
  }

  /** A connection did not begin with the header that it must begin with. */
  void withoutProxyHeader() {
    withoutProxyHeader.increment();
  }

  /** An HTTP/2 connection was closed because of what its client sent. */
  void closed(Http2Budget.Excess excess) {
    Objects.requireNonNull(closed.get(excess)).increment();
  }

  List<Meter> meters(int connections) {
    List<Meter> meters = new ArrayList<>();
    Map<String, String> labels = Map.of("listener", listener);
    meters.add(
        new Meter(
            "gatehouse_listener_connections",
            Kind.GAUGE,
            "Connections of clients that are open.",
            labels,
            connections));
    meters.add(
        new Meter(
            "gatehouse_listener_connections_refused_total",
            Kind.COUNTER,
            "Connections that were one too many.",
            labels,
            refused.sum()));
    meters.add(
        new Meter(
            "gatehouse_listener_proxy_headers_refused_total",
            Kind.COUNTER,
            "Connections closed for want of a valid PROXY protocol header.",
            labels,
            withoutProxyHeader.sum()));
    closed.forEach(
        (excess, count) ->
            meters.add(
                new Meter(
                    "gatehouse_http2_connections_ended_total",
                    Kind.COUNTER,
                    "HTTP/2 connections closed because of what their clients sent.",
                    Map.of("listener", listener, "reason", excess.label()),
                    count.sum())));
    return meters;
  }
}
