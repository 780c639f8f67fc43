package io.gatehouse.camel;

import io.gatehouse.camel.RouteContext.RoutesException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one version of somebody's routes follows another: requests go to the new one in one step, and
 * what acts on its own never runs in both. Its methods wait; nothing of it is to be called on the
 * control thread but what is said so.
 */
final class Succession {

  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);
  private static final Duration LAST_REQUEST = Duration.ofSeconds(2);

  private final Mounts mounts;
  private final CamelContexts contexts;
  private final UpstreamCalls calls;
  private final boolean checking;
  private volatile Duration patience = LONGEST_REQUEST;

  /**
   * A succession.
   *
   * @param calls for what routes send to {@code gatehouse:}
   * @param checking whether nothing may have an effect outside
   */
  Succession(Mounts mounts, CamelContexts contexts, UpstreamCalls calls, boolean checking) {
    this.mounts = mounts;
    this.contexts = contexts;
    this.calls = calls;
    this.checking = checking;
  }

  /** The gateway is stopping, and has given requests their time already. */
  void hurry() {
    patience = LAST_REQUEST;
  }

  /** Brings routes up beside what serves. */
  RouteContext prepare(String name, ClassLoader classes, RouteSource source)
      throws RoutesException {
    RouteContext context = RouteContext.prepare(name, classes, source, calls);
    contexts.begun(context.camel());
    return context;
  }

  /** Lets the new ones act in place of the old ones. Requests go to the new ones already. */
  void act(@Nullable RouteContext old, RouteContext next) throws RoutesException {
    if (old != null) {
      old.pause();
    }
    if (!checking) {
      next.activate();
    }
  }

  /**
   * Puts routes in place of the owner's others, all or nothing.
   *
   * @return why the old ones serve on
   */
  Optional<String> replace(String owner, @Nullable RouteContext old, RouteContext next) {
    Optional<String> obstacle = mounts.mount(owner, next);
    if (obstacle.isPresent()) {
      discard(next);
      return obstacle;
    }
    try {
      act(old, next);
    } catch (RoutesException e) {
      next.pause();
      if (old == null) {
        mounts.unmount(owner);
      } else {
        mounts.mount(owner, old);
        runsAgain(owner, old);
      }
      discard(next);
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (old != null) {
      discard(old);
    }
    return Optional.empty();
  }

  /**
   * Has old ones act again, whose successors turned out not to run.
   *
   * @return whether they do
   */
  boolean runsAgain(String owner, RouteContext old) {
    try {
      old.activate();
      return true;
    } catch (RoutesException e) {
      LOG.atError()
          .addKeyValue("routes", owner)
          .addKeyValue("reason", e.getMessage())
          .log("Routes that were stopped for newer ones cannot be started again");
      return false;
    }
  }

  /** Takes the owner's routes out of service. */
  void withdraw(String owner, RouteContext old) {
    mounts.unmount(owner);
    old.pause();
    discard(old);
  }

  /** Stops what serves nobody new, when its last request has ended. */
  void discard(RouteContext context) {
    try {
      context.retire().toCompletableFuture().get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("context", context.camel().getName())
          .log("Routes are stopped under a request that does not end");
    }
    context.stop();
    contexts.ended(context.camel());
  }
}
