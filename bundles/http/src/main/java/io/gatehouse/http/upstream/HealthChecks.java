package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Check;
import io.gatehouse.api.exchange.EventLoop;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks one target, again and again, whether it is well, and leaves it out while it is not. Confined
 * to one event loop.
 */
final class HealthChecks implements AutoCloseable {

  private final TargetHealth health;
  private final Check rules;
  private final EventLoop loop;
  private final Probe probe;
  private int passed;
  private int failed;
  private @Nullable Runnable next;
  private volatile boolean closed;

  /** Checks that have not begun; the probe is closed with them. */
  HealthChecks(TargetHealth health, Check rules, EventLoop loop, Probe probe) {
    this.health = health;
    this.rules = rules;
    this.loop = loop;
    this.probe = probe;
  }

  void begin() {
    loop.execute(this::check);
  }

  private void check() {
    if (!closed) {
      var _ = probe.ask().thenAccept(this::asked);
    }
  }

  private void asked(Optional<String> flaw) {
    if (closed) {
      return;
    }
    if (flaw.isEmpty()) {
      failed = 0;
      passed++;
      if (passed >= rules.healthy()) {
        health.passedChecks();
      }
    } else {
      passed = 0;
      failed++;
      if (failed >= rules.unhealthy()) {
        health.failedChecks(flaw.get());
      }
    }
    next = loop.schedule(this::check, rules.interval());
  }

  @Override
  public void close() {
    closed = true;
    probe.close();
    loop.execute(
        () -> {
          Runnable waiting = next;
          if (waiting != null) {
            waiting.run();
          }
        });
  }
}
