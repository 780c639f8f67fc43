package io.gatehouse.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Connections that each ask, wait for the answer, judge it and ask again, until they are told to
 * stop. Every request counts: an answer that is wrong, broken off or missing is a failure.
 */
public final class SteadyLoad implements AutoCloseable {

  /** What an answer was: a name to count it under, or why it is wrong. */
  public sealed interface Verdict {
    /** As it should be. */
    record Good(String name) implements Verdict {}

    /** Not. */
    record Bad(String reason) implements Verdict {}
  }

  /** Judges an answer. Called by many threads. */
  @FunctionalInterface
  public interface Judge {
    Verdict judge(RawResponse response);
  }

  /**
   * What one connection asks, over and over.
   *
   * @param request in full
   */
  public record Ask(Supplier<RawHttp> connect, String request, Judge judge) {}

  /** What came of it so far. */
  public record Counts(
      long sent, long good, long failed, Map<String, Long> byName, List<String> failures) {}

  private static final int FAILURES_KEPT = 20;

  private final long pauseNanos;
  private final LongAdder sent = new LongAdder();
  private final LongAdder good = new LongAdder();
  private final AtomicLong failed = new AtomicLong();
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private SteadyLoad(long pauseNanos) {
    this.pauseNanos = pauseNanos;
  }

  /**
   * Starts one connection for each of these.
   *
   * @param pauseNanos between an answer and the next request
   */
  public static SteadyLoad start(List<Ask> asks, long pauseNanos) {
    SteadyLoad load = new SteadyLoad(pauseNanos);
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      load.threads.add(Thread.ofPlatform().name("load-" + i).start(() -> load.run(ask)));
    }
    return load;
  }

  public Counts counts() {
    Map<String, Long> names = new java.util.TreeMap<>();
    byName.forEach((name, count) -> names.put(name, count.sum()));
    return new Counts(sent.sum(), good.sum(), failed.get(), names, List.copyOf(failures));
  }

  private void run(Ask ask) {
    String method = ask.request().substring(0, ask.request().indexOf(' '));
    while (!stopped) {
      try (RawHttp http = ask.connect().get()) {
        boolean open = true;
        while (open && !stopped) {
          open = once(ask, method, http);
          if (pauseNanos > 0) {
            LockSupport.parkNanos(pauseNanos);
          }
        }
      } catch (UncheckedIOException e) {
        fail("connection: " + e.getCause());
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  private boolean once(Ask ask, String method, RawHttp http) {
    sent.increment();
    try {
      http.send(ask.request());
      RawResponse response = http.read(method).orElseThrow(() -> new IOException("closed"));
      if (!response.whole()) {
        throw new IOException("broken off after " + response.statusLine());
      }
      switch (ask.judge().judge(response)) {
        case Verdict.Good(String name) -> {
          good.increment();
          byName.computeIfAbsent(name, n -> new LongAdder()).increment();
        }
        case Verdict.Bad(String reason) -> fail(reason);
      }
      return !response.announcesClose();
    } catch (UncheckedIOException e) {
      fail("no answer: " + e.getCause());
      return false;
    } catch (IOException e) {
      fail("no answer: " + e.getMessage());
      return false;
    }
  }

  private void fail(String reason) {
    if (failed.incrementAndGet() <= FAILURES_KEPT) {
      failures.add(reason);
    }
  }

  /** Lets every request under way end, then returns what came of them all. */
  public Counts stop() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return counts();
  }

  @Override
  public void close() {
    stop();
  }
}
