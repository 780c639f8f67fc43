package io.gatehouse.camel;

import io.gatehouse.api.definition.Setting;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an operator writes under {@code to: { mount: ... }}. */
public record MountConfig(
    @Setting("The path that a Camel route is mounted on; without it, the path of the request")
        Optional<String> path,
    @Setting(value = "The longest that a request may take", defaultsTo = "30s") Duration timeout,
    @Setting(value = "The most requests at a time", defaultsTo = "1000") int concurrency) {

  private static final Pattern PATH = Pattern.compile("/|(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+/?");

  public MountConfig {
    path.ifPresent(
        written -> {
          if (!PATH.matcher(written).matches()) {
            throw new IllegalArgumentException(
                "path: '" + written + "' (expected: a path such as /orders)");
          }
        });
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0s)");
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 or more)");
    }
  }
}
