package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.api.status.EventCounters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a message whose hook cannot be called, because the version is out of
 * service or its context is being replaced; tells of each that passes without it. Thread-safe.
 */
final class Bypass {

  static final String EVENT = "skipped_out_of_service";

  private static final Logger LOG = LoggerFactory.getLogger(Bypass.class);
  private static final long LOGGED_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final String policy;
  private final OnFailure declared;
  private final EventCounters counters;
  private final LongSupplier nanoTime;
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong loggedAt;

  Bypass(String policy, OnFailure declared, EventCounters counters, LongSupplier nanoTime) {
    this.policy = policy;
    this.declared = declared;
    this.counters = counters;
    this.nanoTime = nanoTime;
    this.loggedAt = new AtomicLong(nanoTime.getAsLong() - LOGGED_EVERY_NANOS);
  }

  /** Whether messages may pass at all. */
  boolean isOpen() {
    return declared == OnFailure.OPEN;
  }

  /**
   * The message goes on as it came, or fails.
   *
   * @param reason why its hook cannot be called
   */
  <M> PolicyResult<M> decide(Hook hook, Problem reason, Exchange exchange, M message) {
    if (!isOpen()) {
      return PolicyResult.fail(reason);
    }
    long count = passed.incrementAndGet();
    counters.add(policy, EVENT, Map.of("hook", hook.export()), 1);
    long now = nanoTime.getAsLong();
    long last = loggedAt.get();
    if (now - last >= LOGGED_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
      LOG.atWarn()
          .addKeyValue("exchangeId", exchange.id())
          .addKeyValue("policy", policy)
          .addKeyValue("hook", hook.export())
          .addKeyValue("reason", reason.code())
          .addKeyValue("passedSoFar", count)
          .log("A policy script is out of service, and messages pass without it");
    }
    return PolicyResult.proceed(message);
  }

  /** What becomes of messages while the version is out of service, for the status. */
  String declaration() {
    return isOpen() ? "messages pass without it (onFailure: open)" : "requests fail";
  }

  /** How many passed without a hook, for the status; empty where none did. */
  String summary() {
    long count = passed.get();
    return count == 0 ? "" : count + (count == 1 ? " message" : " messages") + " passed without it";
  }
}
