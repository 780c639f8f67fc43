package io.gatehouse.api.status;

import io.gatehouse.api.http.GatewayRequest;
import org.osgi.annotation.versioning.ProviderType;

/** Tells what would become of a request, and why. A service; thread-safe. */
@ProviderType
public interface RouteExplainer {

  /** Explains by what serves now. The request's content does not matter. */
  Explanation explain(GatewayRequest request);
}
