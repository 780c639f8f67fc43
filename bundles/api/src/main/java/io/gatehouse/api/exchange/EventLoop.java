package io.gatehouse.api.exchange;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The platform thread that an exchange lives on, from its first byte to its record. Nothing may
 * block it.
 */
public interface EventLoop extends Executor {

  /** From 0 to one less than {@link EventLoops#all()} has, the same for the life of the gateway. */
  int index();

  /** Whether the calling thread is this loop. */
  boolean inEventLoop();

  /** Runs the task on this loop after the delay, unless the returned handle is run before. */
  Runnable schedule(Runnable task, Duration delay);
}
