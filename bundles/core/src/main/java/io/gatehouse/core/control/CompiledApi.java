package io.gatehouse.core.control;

import io.gatehouse.api.definition.ApiDefinition;
import io.gatehouse.api.definition.PolicyDefinition;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.core.exchange.ApiLease;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.route.RouteEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of an API, ready to serve: its routes and everything they hold.
 *
 * @param fingerprint of the file version it was compiled from
 * @param globals the global policies it was compiled with
 * @param routes for the route table
 * @param used the extensions it was made with, by route name
 * @param waits what is missing; empty when every route serves
 * @param upstreams by definition
 * @param resources to close, in this order, when the last exchange has ended
 */
record CompiledApi(
    ApiDefinition definition,
    String fingerprint,
    List<PolicyDefinition> globals,
    ApiLease lease,
    List<RouteEntry<CompiledRoute>> routes,
    Map<String, Set<Extension>> used,
    List<Wait> waits,
    Map<UpstreamDefinition, Upstream> upstreams,
    List<Runnable> resources) {

  private static final Logger log = LoggerFactory.getLogger(CompiledApi.class);

  /** Its routes with what they match, to be compared with those of versions not compiled. */
  List<RouteEntry<ApiDefinition>> matches() {
    return routes.stream()
        .map(route -> new RouteEntry<>(route.name(), route.match(), definition))
        .toList();
  }

  boolean uses(Extension extension) {
    return used.values().stream().anyMatch(set -> set.contains(extension));
  }

  /** Two compilations of one file are two versions: each has its own exchanges to finish. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompiledApi api && api.lease.equals(lease);
  }

  @Override
  public int hashCode() {
    return lease.hashCode();
  }

  void close() {
    closeAll(resources);
  }

  /** Closes each of them, whatever the others do. */
  static void closeAll(List<Runnable> resources) {
    for (Runnable resource : resources) {
      try {
        resource.run();
      } catch (Throwable defect) {
        log.atError().setCause(defect).log("Something of a replaced version cannot be closed");
      }
    }
  }
}
