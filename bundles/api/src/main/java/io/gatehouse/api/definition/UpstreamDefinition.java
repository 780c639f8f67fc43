package io.gatehouse.api.definition;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A group of targets as configured; without places, so that equal definitions are equal and their
 * connections outlive an edit elsewhere in the file.
 */
public record UpstreamDefinition(
    String name, List<URI> targets, Timeouts timeouts, Optional<Tls> tls) {

  public UpstreamDefinition {
    targets = List.copyOf(targets);
  }

  /**
   * How long to wait.
   *
   * @param connect for a connection to stand, TLS included
   * @param request from the request's last byte to the response's head
   * @param idle between two reads of a body; also how long an unused connection is kept
   */
  public record Timeouts(Duration connect, Duration request, Duration idle) {}

  /**
   * How targets with {@code https} are verified. The name is always checked.
   *
   * @param ca certificates to trust instead of the platform's (PEM)
   * @param serverName the name to ask for and to check instead of the target's host
   */
  public record Tls(Optional<Path> ca, Optional<String> serverName) {}
}
