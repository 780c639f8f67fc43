package io.gatehouse.policy.script;

import io.gatehouse.api.exchange.EventLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loop that cases run on: of the same kind as the gateway's, with nothing to serve. */
final class CaseLoop implements EventLoop, AutoCloseable {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(this::thread);
  private volatile @Nullable Thread current;

  private Thread thread(Runnable work) {
    Thread made = Thread.ofPlatform().daemon().name("gatehouse-script-cases").unstarted(work);
    current = made;
    return made;
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread().equals(current);
  }

  @Override
  public Runnable schedule(Runnable task, Duration delay) {
    Future<?> scheduled = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /** Does the work on the loop and waits for it. */
  <T> T call(Callable<T> work) throws InterruptedException {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case could not be run", e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
