package io.gatehouse.api.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Counts against limits. The counts outlive policies and revisions. Thread-safe. */
public interface CounterStore {

  /**
   * Takes one from the allowance of the key, if there is one left. What is refused costs nothing.
   * Never blocks; an in-memory store completes at once.
   *
   * @param key whatever shares an allowance; a changed limit or window applies to the counts there
   *     are
   * @param limit the allowance per window, 1 or more
   * @param window a second or more
   */
  CompletionStage<Allowance> take(String key, long limit, Duration window);

  /**
   * The answer.
   *
   * @param granted whether one was taken
   * @param remaining what is left now
   * @param resetAfter until the whole allowance is there again
   * @param retryAfter until the next one can be taken; zero if one can be taken now
   */
  record Allowance(boolean granted, long remaining, Duration resetAfter, Duration retryAfter) {}
}
