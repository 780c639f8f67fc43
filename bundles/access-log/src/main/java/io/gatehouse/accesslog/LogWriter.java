package io.gatehouse.accesslog;

import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.exchange.ExchangeRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the queue and writes them, many with one write. Looks into the queue by itself
 * twenty times a second, so that no event loop ever wakes it.
 *
 * <p>While the file cannot be written the records wait in the queue; when that is full, further
 * ones are dropped and counted: bounded memory and event loops that never wait are worth more than
 * lines which have nowhere to go.
 */
final class LogWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

  private static final int LINES_PER_WRITE = 1_000;
  private static final int BUFFER_BYTES = 512 * 1024;
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long ROTATE_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private final RecordQueue queue;
  private final LogFile file;
  private final Path path;
  private final LineFormat format = new LineFormat();
  private final LineBuffer lines = new LineBuffer(BUFFER_BYTES);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable String failure;
  private int buffered;
  private long droppedTold;
  private long nextCheck;
  private long retryAt;
  private long rotateFrom;

  LogWriter(Path path, GatewaySettings.Rotation rotation, InstantSource clock, int capacity) {
    this.path = path;
    queue = new RecordQueue(capacity);
    file = new LogFile(path, rotation, clock);
    nextCheck = System.nanoTime() + CHECK_NANOS;
    rotateFrom = System.nanoTime();
    thread = Thread.ofPlatform().name("gatehouse-access-log").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes the record over, or counts it as dropped. Any thread; never waits. */
  void add(ExchangeRecord exchange) {
    if (closing || !queue.offer(exchange)) {
      dropped.increment();
    }
  }

  /** How many records were not written for want of room. */
  long dropped() {
    return dropped.sum();
  }

  /** Why the file cannot be written now; nothing where it can. */
  @Nullable String failure() {
    return failure;
  }

  /** Writes what is left and closes the file. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(LAST_WRITES)) {
        log.atWarn().addKeyValue("file", path).log("Access log not written to its end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      boolean more = writeBatch();
      checkEachSecond();
      if (!more) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
    finish();
  }

  /** Writes one batch; whether there may be another right behind it. */
  private boolean writeBatch() {
    if (failure != null && System.nanoTime() - retryAt < 0) {
      return false;
    }
    int count = format();
    boolean written = flush();
    if (written && count > 0) {
      rotate();
    }
    return written && count == LINES_PER_WRITE;
  }

  /** Writes all there is. A loop may be between taking its place in the queue and filling it. */
  private void finish() {
    do {
      format();
      if (!flush()) {
        dropped.add((long) buffered + queue.size());
        break;
      }
      Thread.onSpinWait();
    } while (queue.size() > 0);
    tellDropped();
    closeFile();
  }

  /** Brings records into the buffer, as many as make a good write; how many those were. */
  private int format() {
    int count = 0;
    while (count < LINES_PER_WRITE && lines.length() < BUFFER_BYTES) {
      ExchangeRecord next = queue.poll();
      if (next == null) {
        break;
      }
      format.append(lines, next);
      count++;
    }
    buffered += count;
    return count;
  }

  /** Whether everything in the buffer is written now. */
  private boolean flush() {
    if (lines.length() == 0) {
      return true;
    }
    try {
      file.write(lines);
      buffered = 0;
      if (failure != null) {
        failure = null;
        log.atInfo().addKeyValue("file", path).log("Access log is written again");
      }
      return true;
    } catch (IOException e) {
      failed(e);
      return false;
    }
  }

  private void checkEachSecond() {
    long now = System.nanoTime();
    if (now - nextCheck < 0) {
      return;
    }
    nextCheck = now + CHECK_NANOS;
    tellDropped();
    try {
      file.checkName();
    } catch (IOException e) {
      failed(e);
    }
    rotate();
  }

  /** Where it cannot be done, the file is written on: a large log is better than none. */
  private void rotate() {
    long now = System.nanoTime();
    if (now - rotateFrom < 0) {
      return;
    }
    try {
      if (file.rotateIfDue()) {
        log.atDebug().addKeyValue("file", path).log("Access log begins a new file");
      }
    } catch (IOException e) {
      rotateFrom = now + ROTATE_AGAIN_NANOS;
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("cause", e.toString())
          .log("Access log cannot begin a new file or delete old ones; tried again in a minute");
    }
  }

  private void failed(IOException e) {
    String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (failure == null) {
      log.atError()
          .addKeyValue("file", path)
          .addKeyValue("cause", reason)
          .log("Access log cannot be written; lines wait");
    }
    failure = reason;
    retryAt = System.nanoTime() + CHECK_NANOS;
    closeFile();
  }

  private void tellDropped() {
    long now = dropped.sum();
    if (now != droppedTold) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("lines", now - droppedTold)
          .log("Access log lines dropped");
      droppedTold = now;
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("cause", e.toString())
          .log("Access log did not close");
    }
  }
}
