package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code etc/gatehouse.yaml}. Registered as a service once, with what held at start; of later
 * versions only {@code policies} take effect without a restart.
 *
 * @param policies global ones, the widest scope
 * @param drain how long requests under way may take when the gateway stops
 */
public record GatewaySettings(
    List<ListenerDefinition> listeners,
    Admin admin,
    AccessLog accessLog,
    List<PolicyDefinition> policies,
    Duration drain) {

  public GatewaySettings {
    listeners = List.copyOf(listeners);
    policies = List.copyOf(policies);
  }

  /** Where the admin endpoint listens; a loopback address. */
  public record Admin(String address, int port) {}

  /** Where access is logged, one JSON object a line. */
  public record AccessLog(boolean enabled, Path file) {}
}
