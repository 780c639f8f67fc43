package io.gatehouse.proofs;

import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Connections that ask without a pause and judge every answer: it must be a 200, whole, and made by
 * one version throughout: what the request side stamped on the request that the upstream echoes
 * must be what the response side stamped on the response.
 */
final class VersionedLoad implements AutoCloseable {

  private static final int REMEMBERED_FAILURES = 20;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  /**
   * Begins to ask.
   *
   * @param path what is asked for
   * @param perConnection requests after which a connection is closed and made anew; 0: never
   */
  void begin(int connections, Supplier<RawHttp> connect, String path, int perConnection) {
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofVirtual()
              .name("load-" + path + '-' + i)
              .start(() -> keepAsking(connect, path, perConnection)));
    }
  }

  private void keepAsking(Supplier<RawHttp> connect, String path, int perConnection) {
    while (!stopped.get()) {
      try (RawHttp connection = connect.get()) {
        boolean open = true;
        for (int i = 0; open && !stopped.get() && (perConnection == 0 || i < perConnection); i++) {
          open = ask(connection, path);
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        failure(path + ": " + e);
      }
    }
  }

  private boolean ask(RawHttp connection, String path) {
    connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    RawResponse response = connection.response();
    String asked = response.first("x-echo").orElse("none");
    String stamped = response.first("x-stamp").orElse("none");
    if (response.status() != 200 || !response.whole()) {
      failure(path + ": " + response.statusLine() + (response.whole() ? "" : ", cut off"));
    } else if (!asked.equals(stamped)) {
      failure(path + ": began on version " + asked + ", ended on " + stamped);
    } else {
      answered.increment();
    }
    return !response.first("connection").orElse("").equalsIgnoreCase("close");
  }

  private void failure(String what) {
    failed.increment();
    if (failures.size() < REMEMBERED_FAILURES) {
      failures.add(what);
    }
  }

  long answered() {
    return answered.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** The first of them, in words. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Lets each connection finish its request, then closes it. */
  @Override
  public void close() {
    stopped.set(true);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
