package io.gatehouse.accesslog;

import io.gatehouse.api.exchange.ExchangeRecord;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way from many event loops to one writer: a ring, so that handing one over
 * neither locks nor allocates nor wakes anybody.
 */
final class RecordQueue {

  private final AtomicReferenceArray<@Nullable ExchangeRecord> ring;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();

  /**
   * An empty queue.
   *
   * @param capacity a power of two
   */
  RecordQueue(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
    }
    ring = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** Hands a record over, unless the queue is full. Any thread. */
  boolean offer(ExchangeRecord exchange) {
    long at;
    do {
      at = tail.get();
      if (at - head.get() > mask) {
        return false;
      }
    } while (!tail.compareAndSet(at, at + 1));
    ring.setRelease((int) at & mask, exchange);
    return true;
  }

  /** Takes the oldest record, or nothing where there is none. One thread only. */
  @Nullable ExchangeRecord poll() {
    long at = head.getPlain();
    int slot = (int) at & mask;
    ExchangeRecord exchange = ring.getAcquire(slot);
    if (exchange == null) {
      return null;
    }
    ring.setRelease(slot, null);
    head.setRelease(at + 1);
    return exchange;
  }

  /** How many records were handed over and not taken; one that is just being written counts. */
  int size() {
    return (int) (tail.get() - head.get());
  }
}
