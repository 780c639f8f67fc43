package io.gatehouse.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that follow one another, each on a thread: what is done to one owner's routes holds up
 * nobody else. Thread-safe.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final Executor threads;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  Lane(Executor threads) {
    this.threads = threads;
  }

  /** Runs the step after all that were given before. */
  synchronized CompletableFuture<Void> then(Runnable step) {
    last =
        last.thenRunAsync(step, threads)
            .exceptionally(
                defect -> {
                  LOG.atError().setCause(defect).log("A step of bringing routes up or down failed");
                  return null;
                });
    return last;
  }
}
