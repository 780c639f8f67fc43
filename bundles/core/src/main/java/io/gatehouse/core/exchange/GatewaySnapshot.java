package io.gatehouse.core.exchange;

import io.gatehouse.core.route.RouteTable;
import java.util.List;

/** Everything that serves at one time. Immutable; a request pins the version of its API. */
public record GatewaySnapshot(RouteTable<CompiledRoute> routes) {

  /** At the start: nothing is published. */
  public static GatewaySnapshot none() {
    return new GatewaySnapshot(RouteTable.of(List.of()));
  }
}
