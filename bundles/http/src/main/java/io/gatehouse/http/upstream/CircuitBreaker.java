package io.gatehouse.http.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests from an upstream that fails them. Closed, it counts; open, it lets none through;
 * after a while a few find out whether it can close. Outlives edits of the definition. Thread-safe.
 */
final class CircuitBreaker {

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

  private final String upstream;
  private final AtomicReference<Position> position;

  /** What it does; moments are of {@link System#nanoTime}. */
  private sealed interface Position {

    /** Lets everything through. */
    record Closed(long since, LongAdder calls, LongAdder failures, AtomicInteger inARow)
        implements Position {

      Closed(long since) {
        this(since, new LongAdder(), new LongAdder(), new AtomicInteger());
      }
    }

    /** Lets nothing through. */
    record Open(long until) implements Position {}

    /** Lets a few through. */
    record Probing(long since, AtomicInteger admitted, AtomicInteger succeeded)
        implements Position {

      Probing(long since) {
        this(since, new AtomicInteger(), new AtomicInteger());
      }
    }
  }

  /**
   * When it opens and closes.
   *
   * @param failures in a row; 0 for any number
   */
  record Rules(
      int failures, int failureRate, int calls, long windowNanos, long openNanos, int probes) {

    static Rules of(io.gatehouse.api.definition.UpstreamDefinition.CircuitBreaker definition) {
      return new Rules(
          definition.failures(),
          definition.failureRate(),
          definition.calls(),
          definition.window().toNanos(),
          definition.open().toNanos(),
          definition.probes());
    }
  }

  CircuitBreaker(String upstream) {
    this.upstream = upstream;
    this.position = new AtomicReference<>(new Position.Closed(System.nanoTime()));
  }

  boolean open() {
    return !(position.get() instanceof Position.Closed);
  }

  /** For how long a request must not be sent; 0 where it may, and its outcome is told. */
  long refusesFor(Rules rules, long now) {
    Position current = position.get();
    return switch (current) {
      case Position.Closed _ -> 0;
      case Position.Open(long until) -> {
        if (now - until < 0) {
          yield until - now;
        }
        if (position.compareAndSet(current, new Position.Probing(now))) {
          LOG.atInfo().addKeyValue("upstream", upstream).log("circuit breaker lets requests try");
        }
        yield refusesFor(rules, now);
      }
      case Position.Probing(long since, AtomicInteger admitted, AtomicInteger _) -> {
        if (admitted.getAndIncrement() < rules.probes()) {
          yield 0;
        }
        admitted.decrementAndGet();
        yield Math.max(TimeUnit.SECONDS.toNanos(1), since + rules.openNanos() - now);
      }
    };
  }

  /** A request that was let through came to nothing: its client left. */
  void abandoned() {
    if (position.get() instanceof Position.Probing probing) {
      probing.admitted().updateAndGet(n -> Math.max(0, n - 1));
    }
  }

  void succeeded(Rules rules, long now) {
    switch (position.get()) {
      case Position.Closed closed -> {
        current(closed, rules, now).calls().increment();
        if (closed.inARow().get() != 0) {
          closed.inARow().set(0);
        }
      }
      case Position.Open _ -> {}
      case Position.Probing probing -> {
        if (probing.succeeded().incrementAndGet() >= rules.probes()
            && position.compareAndSet(probing, new Position.Closed(now))) {
          LOG.atInfo().addKeyValue("upstream", upstream).log("circuit breaker closed");
        }
      }
    }
  }

  void failed(Rules rules, long now) {
    switch (position.get()) {
      case Position.Closed closed -> {
        Position.Closed counting = current(closed, rules, now);
        counting.calls().increment();
        counting.failures().increment();
        int inARow = counting.inARow().incrementAndGet();
        long calls = counting.calls().sum();
        boolean many =
            calls >= rules.calls()
                && counting.failures().sum() * 100 >= calls * rules.failureRate();
        if (many || (rules.failures() > 0 && inARow >= rules.failures())) {
          open(counting, rules, now);
        }
      }
      case Position.Open _ -> {}
      case Position.Probing probing -> open(probing, rules, now);
    }
  }

  private void open(Position before, Rules rules, long now) {
    if (position.compareAndSet(before, new Position.Open(now + rules.openNanos()))) {
      LOG.atWarn()
          .addKeyValue("upstream", upstream)
          .addKeyValue("seconds", Duration.ofNanos(rules.openNanos()).toSeconds())
          .log("circuit breaker opened");
    }
  }

  /** The window of this moment: what is older does not count any more. */
  private Position.Closed current(Position.Closed closed, Rules rules, long now) {
    if (now - closed.since() < rules.windowNanos()) {
      return closed;
    }
    Position.Closed next =
        new Position.Closed(now, new LongAdder(), new LongAdder(), closed.inARow());
    position.compareAndSet(closed, next);
    return position.get() instanceof Position.Closed current ? current : next;
  }
}
