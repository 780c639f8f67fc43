package io.gatehouse.config.watch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which everything that changes the gateway happens, one after the other. */
final class ControlThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlThread.class);
  private static final long LONGEST_WAIT_SECONDS = 5;

  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor executor;
  private final Runnable afterEach;

  /**
   * Starts with the first task.
   *
   * @param afterEach run after each task, on the thread
   */
  ControlThread(Runnable afterEach) {
    this.afterEach = afterEach;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread created =
                  Thread.ofPlatform().name("gatehouse-control").daemon().unstarted(task);
              thread.set(created);
              return created;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  void execute(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  void schedule(Runnable task, Duration delay) {
    Future<?> _ = executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  void repeat(Runnable task, Duration pause) {
    Future<?> _ =
        executor.scheduleWithFixedDelay(
            () -> guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs the task on the thread and returns when it has run, or the thread has ended. */
  void executeAndWait(Runnable task) {
    if (isCurrent()) {
      guarded(task);
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(
        () -> {
          try {
            guarded(task);
          } finally {
            done.countDown();
          }
        });
    try {
      while (!done.await(1, TimeUnit.SECONDS)) {
        if (executor.isTerminated()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread.get());
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError defect) {
      log.atError().setCause(defect).log("A task of the control plane failed");
    }
    afterEach.run();
  }

  /** Lets what is waiting run, for a few seconds, and ends the thread. */
  @Override
  public void close() {
    executor.shutdown();
    if (isCurrent()) {
      return;
    }
    try {
      if (!executor.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
