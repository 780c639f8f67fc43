package io.gatehouse.core.exchange;

import io.gatehouse.core.route.RouteTable;
import java.util.List;

/** Everything one revision serves with. Immutable; a request pins the version of its API. */
public record GatewaySnapshot(long revision, RouteTable<CompiledRoute> routes) {

  /** Before the first revision: nothing is published. */
  public static GatewaySnapshot none() {
    return new GatewaySnapshot(0, RouteTable.of(List.of()));
  }
}
