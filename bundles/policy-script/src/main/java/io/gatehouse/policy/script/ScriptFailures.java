package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.Exchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what went wrong in a script's hooks, and keeps the last of it for the status. */
final class ScriptFailures {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptFailures.class);
  private static final int LOGGED_PER_SECOND = 10;
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final String policy;
  private final LongSupplier nanoTime;
  private final AtomicLong count = new AtomicLong();
  private final HookHealth health = new HookHealth();
  private final AtomicReference<Window> window =
      new AtomicReference<>(new Window(Long.MIN_VALUE, 0, 0));
  private final AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());

  ScriptFailures(String policy, LongSupplier nanoTime) {
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  /** A hook failed; a broken script must not flood the log. */
  void failed(Hook hook, String code, ScriptFault fault, Exchange exchange) {
    count.incrementAndGet();
    health.failed(hook);
    last.set(Optional.of(code + " at " + fault.place() + ": " + fault.text()));
    long second = nanoTime.getAsLong() / SECOND_NANOS;
    Window now =
        window.updateAndGet(
            w ->
                w.second() == second
                    ? new Window(second, w.seen() + 1, w.suppressed())
                    : new Window(second, 1, Math.max(0, w.seen() - LOGGED_PER_SECOND)));
    if (now.seen() <= LOGGED_PER_SECOND) {
      LOG.atWarn()
          .addKeyValue("exchangeId", exchange.id())
          .addKeyValue("policy", policy)
          .addKeyValue("route", exchange.api() + "/" + exchange.route())
          .addKeyValue("code", code)
          .addKeyValue("place", fault.place())
          .addKeyValue("reason", fault.message())
          .addKeyValue("excerpt", fault.excerpt())
          .addKeyValue("notLogged", now.seen() == 1 ? now.suppressed() : 0)
          .log("A policy script failed");
    }
  }

  /** A hook did its work. */
  void succeeded(Hook hook) {
    health.succeeded(hook);
  }

  /** Whether calls failed lately and none made up for it. */
  boolean isFailing() {
    return health.isAiling();
  }

  /** In words, for the status; empty where nothing failed. */
  String summary() {
    return last.get().map(text -> "failed " + times(count.get()) + text).orElse("");
  }

  private static String times(long count) {
    return count == 1 ? "once: " : count + " times, last: ";
  }

  private record Window(long second, int seen, int suppressed) {}
}
