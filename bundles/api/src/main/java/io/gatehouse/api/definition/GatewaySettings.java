package io.gatehouse.api.definition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code etc/gatehouse.yaml}. Registered as a service once, with what held at start; of later
 * versions only {@code policies} take effect without a restart.
 *
 * @param metrics how they are shown, besides over the admin endpoint
 * @param policies global ones, the widest scope
 * @param scripts how policy scripts are taken
 * @param drain how long requests under way may take when the gateway stops
 */
public record GatewaySettings(
    List<ListenerDefinition> listeners,
    Admin admin,
    AccessLog accessLog,
    Metrics metrics,
    List<PolicyDefinition> policies,
    Scripts scripts,
    Duration drain) {

  public GatewaySettings {
    listeners = List.copyOf(listeners);
    policies = List.copyOf(policies);
  }

  /** With metrics and scripts as they are where nothing is said about them. */
  public GatewaySettings(
      List<ListenerDefinition> listeners,
      Admin admin,
      AccessLog accessLog,
      List<PolicyDefinition> policies,
      Duration drain) {
    this(listeners, admin, accessLog, new Metrics(false), policies, new Scripts(false), drain);
  }

  /** Where the admin endpoint listens; a loopback address. */
  public record Admin(String address, int port) {}

  /** Where access is logged, one JSON object a line. */
  public record AccessLog(boolean enabled, Path file, Rotation rotation) {

    /** With the rotation that holds where nothing is said about it. */
    public AccessLog(boolean enabled, Path file) {
      this(enabled, file, new Rotation(new ByteSize(100L << 20), Duration.ofDays(1), 10));
    }
  }

  /**
   * When a log begins a new file, and how many of the old ones stay.
   *
   * @param size a file that is as large is closed
   * @param every a file that is as old is closed
   * @param keep how many closed files stay; the oldest go
   */
  public record Rotation(ByteSize size, Duration every, int keep) {}

  /**
   * How metrics are shown.
   *
   * @param jmx whether they are MBeans of the process, too
   */
  public record Metrics(boolean jmx) {}

  /**
   * How policy scripts are taken.
   *
   * @param requireTests whether a version must pass the cases beside it before it serves
   */
  public record Scripts(boolean requireTests) {}
}
