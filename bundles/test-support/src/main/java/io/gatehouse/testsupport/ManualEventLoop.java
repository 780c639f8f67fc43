package io.gatehouse.testsupport;

import io.gatehouse.api.exchange.EventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An event loop that is the thread of the test which made it. What that thread hands in runs at
 * once; what other threads hand in waits for {@link #runPending}; what is scheduled waits for
 * {@link #advance}.
 */
public final class ManualEventLoop implements EventLoop {

  private final Thread owner = Thread.currentThread();
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparingLong(Timer::order));
  private final int index;
  private Duration now = Duration.ZERO;
  private long scheduled;

  public ManualEventLoop() {
    this(0);
  }

  public ManualEventLoop(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread().equals(owner);
  }

  @Override
  public void execute(Runnable task) {
    if (inEventLoop()) {
      task.run();
    } else {
      pending.add(task);
    }
  }

  @Override
  public Runnable schedule(Runnable task, Duration delay) {
    Timer timer = new Timer(now.plus(delay), scheduled++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** Runs what other threads handed in; returns how many tasks that were. */
  public int runPending() {
    int ran = 0;
    for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
      task.run();
      ran++;
    }
    return ran;
  }

  /** Lets time pass: runs what falls due, in order. */
  public void advance(Duration by) {
    Duration until = now.plus(by);
    for (Timer next = timers.peek();
        next != null && next.due().compareTo(until) <= 0;
        next = timers.peek()) {
      timers.remove(next);
      now = next.due();
      next.task().run();
    }
    now = until;
  }

  /** How many tasks are scheduled and neither run nor cancelled. */
  public int scheduledTasks() {
    return timers.size();
  }

  private record Timer(Duration due, long order, Runnable task) {}
}
