package io.gatehouse.api.listener;

import io.gatehouse.api.http.ProblemException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one form in which the gateway sees the target of a request. A service, for whoever asks what
 * would become of a request without sending one; thread-safe.
 */
@ProviderType
public interface TargetForm {

  /**
   * The canonical form of a path.
   *
   * @param path as a client would send it: absolute, percent-encoded, without a query
   * @throws ProblemException if a request with it would be refused
   */
  String path(String path);

  /**
   * The canonical form of a host with an optional port.
   *
   * @param authority as a client would send it in {@code Host}
   * @throws ProblemException if a request with it would be refused
   */
  String authority(String authority);
}
