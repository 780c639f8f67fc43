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
  private static final Duration PATIENCE = Duration.ofMillis(30);

  private final String policy;
  private final Context context;
  private final AtomicBoolean closed = new AtomicBoolean();

  RunningContext(String policy, Context context) {
    this.policy = policy;
    this.context = context;
  }

  /** The policy whose script runs in it. */
  String policy() {
    return policy;
  }

  /** Makes what runs leave the context; returns when it has, or after a moment. */
  void interrupt() {
    try {
      context.interrupt(PATIENCE);
    } catch (TimeoutException e) {
      LOG.atDebug().addKeyValue("policy", policy).log("A script does not heed an interrupt yet");
    } catch (PolyglotException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("policy", policy).log("A script's context went while interrupted");
    }
  }

  /** Closes it, stopping what runs in it. */
  void cancel() {
    try {
      context.close(true);
    } catch (PolyglotException | IllegalStateException e) {
      // a context that was cancelled says so again when it is closed, and is closed all the same
      LOG.atDebug()
          .addKeyValue("policy", policy)
          .log("A script's context was closed when cancelled");
    }
  }

  /** Closes it, once. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      cancel();
    }
  }
}
