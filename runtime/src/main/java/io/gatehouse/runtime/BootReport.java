package io.gatehouse.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the bundles tell the launcher, once: that the gateway is ready, that it cannot become so, or
 * what {@code check} found. The launcher and the bundles share no class, so it crosses as a map.
 *
 * @param code the {@link ExitCode} that the report amounts to; 0 is good news
 * @param text for the operator
 * @param drain how long requests under way may take when the gateway stops
 */
record BootReport(int code, String text, Duration drain) {

  /** What the start waits for, where that is all that the map says. */
  static Optional<String> pendingIn(Map<String, Object> report) {
    return report.get("pending") instanceof String text ? Optional.of(text) : Optional.empty();
  }

  static BootReport from(Map<String, Object> report) {
    return new BootReport(
        report.get("code") instanceof Integer code ? code : ExitCode.FAILED,
        report.get("text") instanceof String text ? text : "",
        report.get("drain") instanceof Duration drain ? drain : Duration.ZERO);
  }
}
