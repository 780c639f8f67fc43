package io.gatehouse.api.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;

/** Makes upstreams: a service of the bundle that owns the sockets. */
public interface UpstreamFactory {

  /**
   * An upstream of this definition. Does not wait for a target to be reachable or a name to
   * resolve.
   *
   * @param api the API that declares it
   */
  Upstream create(String api, UpstreamDefinition definition);
}
