package io.gatehouse.http.upstream;

import io.gatehouse.api.status.MeterSource.Kind;
import io.gatehouse.api.status.MeterSource.Meter;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * How a target is doing. Outlives edits of its upstream's definition. Thread-safe: all event loops
 * share it.
 *
 * <p>A target goes out when it accepts no connection, or when requests failed there several times
 * in a row. After a while one request is sent its way, to find out: it is back when that succeeds.
 */
final class TargetHealth {

  private static final Logger LOG = LoggerFactory.getLogger(TargetHealth.class);
  private static final int MAX_REASON = 200;
  private static final Duration LOG_PAUSE = Duration.ofSeconds(1);

  private final String upstream;
  private final String label;
  private final InstantSource clock;
  private final AtomicInteger changes;
  private final AtomicInteger inARow = new AtomicInteger();
  private final AtomicReference<@Nullable Ejection> ejection = new AtomicReference<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder ejections = new LongAdder();
  private volatile @Nullable Failure failure;
  private volatile boolean down;
  private volatile boolean returned;
  private volatile long returnedAt;
  private final AtomicInteger timesOut = new AtomicInteger();

  /**
   * A target that has not failed.
   *
   * @param upstream the name of its group, with its API: {@code orders/backend}
   * @param changes counts what must make others look again
   */
  TargetHealth(String upstream, String label, InstantSource clock, AtomicInteger changes) {
    this.upstream = upstream;
    this.label = label;
    this.clock = clock;
    this.changes = changes;
  }

  /**
   * Why a target is out; moments are of {@link System#nanoTime}.
   *
   * @param order which of the upstream's changes it was
   * @param trialAt when one request is to find out whether it is over
   * @param unreachable whether it accepted no connection
   */
  record Ejection(
      int order, long since, long trialAt, long nanos, boolean unreachable, String code) {

    /** While a request finds out. */
    Ejection trying(long now) {
      return new Ejection(order, since, now + nanos, nanos, unreachable, code);
    }
  }

  private record Failure(String code, String reason, Instant at, Instant logged) {}

  /** Why it is out; null where it is in. */
  @Nullable Ejection ejection() {
    return ejection.get();
  }

  /** Whether the caller is to find out if the target is back; nobody else is, for a while. */
  boolean takesTrial(long now) {
    Ejection out = ejection.get();
    if (out == null || now - out.trialAt() < 0 || !ejection.compareAndSet(out, out.trying(now))) {
      return false;
    }
    changed();
    return true;
  }

  /** How much of its share it gets, up to 1. */
  double start(long now, long slowStartNanos) {
    if (!returned || slowStartNanos == 0) {
      return 1;
    }
    double share = (double) (now - returnedAt) / slowStartNanos;
    if (share >= 1) {
      returned = false;
    }
    return Math.min(1, share);
  }

  void asked() {
    requests.increment();
  }

  /** A request is under way; for balancers that want to know. */
  void began() {
    underWay.incrementAndGet();
  }

  void ended() {
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }

  /**
   * It answered well.
   *
   * @param since when the request was begun: one from before the target went out proves nothing
   */
  void succeeded(long since) {
    if (down || (failure == null && inARow.get() == 0)) {
      return;
    }
    Ejection out = ejection.get();
    if (out != null && since - out.since() < 0) {
      return;
    }
    inARow.set(0);
    if (out != null && ejection.compareAndSet(out, null)) {
      returnedAt = System.nanoTime();
      returned = true;
      changed();
    }
    if (failure != null) {
      failure = null;
      log(LOG.atInfo()).log("target serves again");
    }
  }

  /** Whether it did not pass the checks of whoever asks how it is. */
  boolean down() {
    return down;
  }

  /** It was asked several times how it is, and is well. */
  void passedChecks() {
    long now = System.nanoTime();
    Ejection out = ejection.get();
    boolean over = out != null && (out.unreachable() || now - out.trialAt() >= 0);
    boolean wasOut = (over && ejection.compareAndSet(out, null)) || down;
    if (wasOut) {
      inARow.set(0);
      down = false;
      returnedAt = now;
      returned = true;
      changed();
      if (ejection.get() == null) {
        failure = null;
        log(LOG.atInfo()).log("target serves again");
      }
    }
  }

  /** It was asked several times how it is, and is not well; the reason is for the operator. */
  void failedChecks(String reason) {
    boolean before = down;
    down = true;
    note("health-check", "HEALTH_CHECK_FAILED", reason);
    if (!before) {
      ejections.increment();
      changed();
      log(LOG.atWarn()).addKeyValue("code", "HEALTH_CHECK_FAILED").log("target is left out");
    }
  }

  /** It accepted no connection; the reason is for the operator. */
  void refused(HealthRules rules, String exchangeId, String code, String reason) {
    failures.increment();
    note(exchangeId, code, reason);
    if (rules.ejects()) {
      eject(rules.ejectNanos(), true, code);
    }
  }

  /**
   * It failed an exchange; the reason is for the operator.
   *
   * @param since when the request was begun
   */
  void failed(HealthRules rules, String exchangeId, String code, String reason, long since) {
    failures.increment();
    note(exchangeId, code, reason);
    strike(rules, code, since);
  }

  /** It answered with a status that is a failure. */
  void answeredBadly(HealthRules rules, String exchangeId, int status, long since) {
    failures.increment();
    if (strike(rules, "status " + status, since)) {
      note(exchangeId, "status " + status, rules.failures() + " failures in a row");
    }
  }

  /** Whether this failure was the one too many. */
  private boolean strike(HealthRules rules, String code, long since) {
    int strikes = inARow.incrementAndGet();
    if (!rules.ejects()) {
      return false;
    }
    Ejection out = ejection.get();
    if (out == null && strikes >= rules.failures()) {
      if (System.nanoTime() - returnedAt > rules.maxEjectNanos()) {
        timesOut.set(0);
      }
      eject(rules.ejectNanos(timesOut.incrementAndGet()), false, code);
      return true;
    }
    if (out != null && !out.unreachable() && since - out.since() > 0) {
      eject(rules.ejectNanos(timesOut.incrementAndGet()), false, code);
    }
    return false;
  }

  private void eject(long nanos, boolean unreachable, String code) {
    long now = System.nanoTime();
    Ejection before = ejection.get();
    int order = before == null ? changed() : before.order();
    long since = before == null ? now : before.since();
    Ejection out = new Ejection(order, since, now + nanos, nanos, unreachable, code);
    if (ejection.compareAndSet(before, out)) {
      inARow.set(0);
      changed();
      if (before == null) {
        ejections.increment();
        log(LOG.atWarn())
            .addKeyValue("code", code)
            .addKeyValue("seconds", Duration.ofNanos(nanos).toSeconds())
            .log("target is left out");
      }
    }
  }

  private int changed() {
    return changes.incrementAndGet();
  }

  private void note(String exchangeId, String code, String said) {
    String reason = printable(said);
    Failure last = failure;
    Instant now = clock.instant();
    // a target that fails every request must not fill the disk: the access log has each of them
    boolean loud =
        last == null || !last.code.equals(code) || now.isAfter(last.logged.plus(LOG_PAUSE));
    failure = new Failure(code, reason, now, loud || last == null ? now : last.logged);
    log(loud ? LOG.atWarn() : LOG.atDebug())
        .addKeyValue("exchangeId", exchangeId)
        .addKeyValue("code", code)
        .addKeyValue("reason", reason)
        .log("target failed");
  }

  private LoggingEventBuilder log(LoggingEventBuilder level) {
    return level.addKeyValue("upstream", upstream).addKeyValue("target", label);
  }

  /** What is counted of it. */
  List<Meter> meters(String api, String group) {
    Map<String, String> labels = Map.of("api", api, "upstream", group, "target", label);
    return List.of(
        new Meter(
            "gatehouse_upstream_target_requests_total",
            Kind.COUNTER,
            "Requests that were sent to a target.",
            labels,
            requests.sum()),
        new Meter(
            "gatehouse_upstream_target_failures_total",
            Kind.COUNTER,
            "Attempts that a target failed.",
            labels,
            failures.sum()),
        new Meter(
            "gatehouse_upstream_target_ejections_total",
            Kind.COUNTER,
            "How often a target was left out.",
            labels,
            ejections.sum()),
        new Meter(
            "gatehouse_upstream_target_in",
            Kind.GAUGE,
            "1 while a target gets its share, 0 while it is left out.",
            labels,
            ejection.get() == null && !down ? 1 : 0));
  }

  StatusEntry status() {
    String name = upstream + '/' + label;
    Failure last = failure;
    if (last == null) {
      return StatusEntry.serving("target", name, "", "");
    }
    String detail =
        (ejection.get() == null && !down ? "" : "left out; ")
            + "last attempt failed at "
            + last.at.truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + last.code
            + ", "
            + last.reason;
    return new StatusEntry("target", name, State.DEGRADED, "", detail, List.of());
  }

  /** What a target sent may be part of a reason, and must not become a line of the log. */
  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "..." : line;
  }
}
