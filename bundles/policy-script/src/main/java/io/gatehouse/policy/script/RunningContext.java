package io.gatehouse.policy.script;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A polyglot context as whoever stops it sees it. Thread-safe. */
final class RunningContext {

  private static final Logger LOG = LoggerFactory.getLogger(RunningContext.class);

  private final String policy;
  private final String file;
  private final Context context;
  private final StopSign stopSign;
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile Runnable onHeld = () -> {};

  RunningContext(String policy, String file, Context context, StopSign stopSign) {
    this.policy = policy;
    this.file = file;
    this.context = context;
    this.stopSign = stopSign;
  }

  /** The policy whose script runs in it. */
  String policy() {
    return policy;
  }

  /** Where its script is written. */
  String file() {
    return file;
  }

  /** The task runs when the script was told to stop and does not. */
  void whenHeld(Runnable task) {
    onHeld = task;
  }

  /** The script was told to stop and does not. */
  void held() {
    onHeld.run();
  }

  /** What runs is to end, and nothing is to run in it again. */
  void stop() {
    stopSign.raise();
  }

  /** Whether what runs came upon the sign that it is to end. */
  boolean isLeaving() {
    return stopSign.isMet();
  }

  /** Makes what runs leave the context; returns when it has, or after a moment. */
  void interrupt(Duration patience) {
    try {
      context.interrupt(patience);
    } catch (TimeoutException e) {
      LOG.atDebug().addKeyValue("policy", policy).log("A script does not heed an interrupt yet");
    } catch (PolyglotException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("policy", policy).log("A script's context went while interrupted");
    }
  }

  /**
   * Closes it, stopping what runs in it.
   *
   * @return false where the engine failed to: a stack that ends while the engine acts on a stop
   *     leaves its books in disorder, and a stop can still be on its way to the thread
   */
  boolean cancel() {
    try {
      context.close(true);
    } catch (PolyglotException e) {
      if (e.isInternalError()) {
        LOG.atWarn()
            .addKeyValue("policy", policy)
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getMessage())
            .log("A stopped script's context cannot be closed; its memory is held until restart");
        return false;
      }
      // a context that was cancelled says so again when it is closed, and is closed all the same
      LOG.atDebug()
          .addKeyValue("policy", policy)
          .log("A script's context was closed when cancelled");
    } catch (IllegalStateException e) {
      LOG.atDebug().addKeyValue("policy", policy).log("A script's context was closed already");
    }
    return true;
  }

  /** Closes it, once; false where the engine failed to. */
  boolean close() {
    return !closed.compareAndSet(false, true) || cancel();
  }
}
