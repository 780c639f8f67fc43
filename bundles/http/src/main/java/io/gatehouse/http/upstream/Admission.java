package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Limits;
import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.ProblemException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request at the door of an upstream that has a circuit breaker or limits: may it in, does it
 * wait, what became of it. Confined to the event loop of its exchange.
 */
final class Admission {

  private final Call call;
  private final EventLoop loop;
  private final UpstreamHealth health;
  private final Door door;
  private boolean watched;
  private boolean inside;
  private boolean over;
  private Bulkhead.@Nullable Place place;
  private @Nullable ScheduledFuture<?> patience;

  /**
   * What a definition says of the door.
   *
   * @param bad the statuses that are failures
   */
  record Door(CircuitBreaker.@Nullable Rules breaker, @Nullable Limits limits, BitSet bad) {}

  Admission(Call call, EventLoop loop, UpstreamHealth health, Door door) {
    this.call = call;
    this.loop = loop;
    this.health = health;
    this.door = door;
  }

  /** Has the call go on, now or later, or fail. */
  void enter() {
    CircuitBreaker.Rules breaker = door.breaker();
    if (breaker != null) {
      long nanos = health.breaker().refusesFor(breaker, System.nanoTime());
      if (nanos > 0) {
        health.refusedByBreaker();
        call.failed(UpstreamFailure.circuitOpen(nanos));
        return;
      }
      watched = true;
    }
    Limits limits = door.limits();
    if (limits == null) {
      call.admitted();
    } else if (health.bulkhead().enter(limits)) {
      inside = true;
      call.admitted();
    } else if (health.bulkhead().hasRoom(limits)) {
      place = health.bulkhead().join(limits, () -> loop.execute(this::turn));
      patience =
          loop.schedule(
              () -> impatient(limits), limits.queueTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } else {
      busy(UpstreamFailure.busy());
    }
  }

  private void turn() {
    place = null;
    inside = true;
    ScheduledFuture<?> waiting = patience;
    if (waiting != null) {
      waiting.cancel(false);
    }
    if (over) {
      leave();
    } else {
      call.admitted();
    }
  }

  private void impatient(Limits limits) {
    Bulkhead.Place waiting = place;
    if (waiting != null && health.bulkhead().giveUp(waiting)) {
      place = null;
      busy(UpstreamFailure.busyFor(limits.queueTimeout()));
    }
  }

  private void busy(ProblemException why) {
    health.refusedByLimit();
    call.failed(why);
  }

  /** The call got an answer. */
  void answered(int status) {
    verdict(!door.bad().get(status));
  }

  /** The call failed. */
  void failed(ProblemException why) {
    boolean itsFault = inside || door.limits() == null;
    if (itsFault && why.problem().origin() == FailureOrigin.UPSTREAM) {
      verdict(false);
    }
  }

  private void verdict(boolean good) {
    CircuitBreaker.Rules breaker = door.breaker();
    if (watched && breaker != null) {
      watched = false;
      if (good) {
        health.breaker().succeeded(breaker, System.nanoTime());
      } else {
        health.breaker().failed(breaker, System.nanoTime());
      }
    }
  }

  /** The call is over, and so is its last transfer. */
  void over() {
    if (over) {
      return;
    }
    over = true;
    if (watched) {
      watched = false;
      health.breaker().abandoned();
    }
    Bulkhead.Place waiting = place;
    if (waiting != null && health.bulkhead().giveUp(waiting)) {
      place = null;
      ScheduledFuture<?> pending = patience;
      if (pending != null) {
        pending.cancel(false);
      }
    }
    leave();
  }

  private void leave() {
    Limits limits = door.limits();
    if (inside && limits != null) {
      inside = false;
      health.bulkhead().leave(limits);
    }
  }
}
