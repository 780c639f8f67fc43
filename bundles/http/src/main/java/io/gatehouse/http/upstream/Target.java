package io.gatehouse.http.upstream;

import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target and how it is doing. Thread-safe: all event loops share it.
 *
 * <p>A target that accepted no connection is asked last until it accepts one; every now and then
 * one request is sent its way first, to find out.
 */
final class Target {

  private static final Logger LOG = LoggerFactory.getLogger(Target.class);
  private static final long PROBE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MAX_REASON = 200;
  private static final Duration LOG_PAUSE = Duration.ofSeconds(1);

  private final String upstream;
  private final TargetUrl url;
  private final InstantSource clock;
  private final AtomicLong nextProbe = new AtomicLong();
  private volatile @Nullable Failure failure;
  private volatile boolean unreachable;

  /**
   * A target that has not failed.
   *
   * @param upstream the name of its group, with its API: {@code orders/backend}
   */
  Target(String upstream, TargetUrl url, InstantSource clock) {
    this.upstream = upstream;
    this.url = url;
    this.clock = clock;
  }

  TargetUrl url() {
    return url;
  }

  /** Whether it should be among the first to be asked. */
  boolean promising(long now) {
    if (!unreachable) {
      return true;
    }
    long due = nextProbe.get();
    return now - due >= 0 && nextProbe.compareAndSet(due, now + PROBE_NANOS);
  }

  void succeeded() {
    Failure last = failure;
    if (last == null) {
      return;
    }
    failure = null;
    unreachable = false;
    LOG.atInfo()
        .addKeyValue("upstream", upstream)
        .addKeyValue("target", url.label())
        .log("target serves again");
  }

  /** It accepted no connection. */
  void refused(String exchangeId, String code, String reason) {
    nextProbe.set(System.nanoTime() + PROBE_NANOS);
    unreachable = true;
    failed(exchangeId, code, reason);
  }

  /** It failed an exchange; the reason is for the operator. */
  void failed(String exchangeId, String code, String said) {
    String reason = printable(said);
    Failure last = failure;
    Instant now = clock.instant();
    // a target that fails every request must not fill the disk: the access log has each of them
    boolean loud =
        last == null || !last.code.equals(code) || now.isAfter(last.logged.plus(LOG_PAUSE));
    failure = new Failure(code, reason, now, loud || last == null ? now : last.logged);
    (loud ? LOG.atWarn() : LOG.atDebug())
        .addKeyValue("exchangeId", exchangeId)
        .addKeyValue("upstream", upstream)
        .addKeyValue("target", url.label())
        .addKeyValue("code", code)
        .addKeyValue("reason", reason)
        .log("target failed");
  }

  StatusEntry status() {
    String name = upstream + '/' + url.label();
    Failure last = failure;
    if (last == null) {
      return StatusEntry.serving("target", name, "", "");
    }
    String detail =
        "last attempt failed at "
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

  private record Failure(String code, String reason, Instant at, Instant logged) {}
}
