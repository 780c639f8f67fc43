package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Limits;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests of an upstream, and has those wait in line that are too many at once.
 * Outlives edits of the definition. Thread-safe; nobody is blocked.
 */
final class Bulkhead {

  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Place> line = new ConcurrentLinkedQueue<>();

  /** A place in the line. It is its owner's turn, or the owner has gone; not both. */
  static final class Place {

    private final Runnable turn;
    private final AtomicBoolean over = new AtomicBoolean();

    private Place(Runnable turn) {
      this.turn = turn;
    }
  }

  int active() {
    return active.get();
  }

  int waiting() {
    return waiting.get();
  }

  /** Whether a request may begin; if so, it leaves once. */
  boolean enter(Limits limits) {
    if (active.incrementAndGet() <= limits.requests()) {
      return true;
    }
    active.decrementAndGet();
    return false;
  }

  /** Whether there is room in the line. */
  boolean hasRoom(Limits limits) {
    return waiting.get() < limits.queue();
  }

  /** Joins the line; when it is its turn, the request has entered. */
  Place join(Limits limits, Runnable turn) {
    Place place = new Place(turn);
    waiting.incrementAndGet();
    line.add(place);
    // whoever left meanwhile did not see it
    if (enter(limits)) {
      leave(limits);
    }
    return place;
  }

  /** Gives up a place; false where it is its turn already. */
  boolean giveUp(Place place) {
    if (!place.over.compareAndSet(false, true)) {
      return false;
    }
    line.remove(place);
    waiting.decrementAndGet();
    return true;
  }

  /** A request that had entered is over: the next one's turn. */
  void leave(Limits limits) {
    do {
      for (Place next = line.poll(); next != null; next = line.poll()) {
        if (next.over.compareAndSet(false, true)) {
          waiting.decrementAndGet();
          next.turn.run();
          return;
        }
      }
      active.decrementAndGet();
      // whoever joined meanwhile was not seen
    } while (!line.isEmpty() && enter(limits));
  }
}
