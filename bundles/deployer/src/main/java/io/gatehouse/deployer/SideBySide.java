package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.watch.DropFolders;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.Bundle;

/**
 * Brings up new versions of bundles beside the old ones, switches when they are fit, and takes the
 * old ones down when nothing uses them any more.
 *
 * <p>Confined to the control thread, which it never makes wait: starting and stopping happen on
 * other threads and come back as tasks.
 */
final class SideBySide {

  private final DropFolders folders;
  private final DroppedFiles dropped;
  private final Registrations registrations;
  private final Installations installations;
  private final Arrivals arrivals;
  private final Starter starter;
  private final OfferedServices services;
  private final Turnover turnover;
  private final Departures departures;
  private final Removals removals;
  private final Runnable settled;

  private final FirstFiles first;
  private final List<Ready> ready = new ArrayList<>();
  private long generation = 1;
  private int starting;
  private boolean booted;
  private boolean closed;

  /** An instance that has started and not been offered yet. */
  private record Ready(Slot slot, Instance instance) {}

  /** What it works with. */
  record Parts(
      DropFolders folders,
      DroppedFiles dropped,
      Registrations registrations,
      Installations installations,
      Arrivals arrivals,
      Starter starter,
      OfferedServices services,
      Extenders extenders,
      Departures departures,
      Removals removals,
      InstantSource clock) {}

  /**
   * Nothing is deployed yet.
   *
   * @param settled called whenever everything that could be done at once has been
   */
  SideBySide(Parts parts, Runnable settled) {
    this.folders = parts.folders();
    this.dropped = parts.dropped();
    this.registrations = parts.registrations();
    this.installations = parts.installations();
    this.arrivals = parts.arrivals();
    this.starter = parts.starter();
    this.services = parts.services();
    this.departures = parts.departures();
    this.removals = parts.removals();
    this.settled = settled;
    this.first = new FirstFiles(dropped);
    this.turnover =
        new Turnover(
            folders, registrations, parts.extenders(), departures, parts.clock(), this::changed);
  }

  /** What lies there when the gateway starts: what served when it ended comes first. */
  void begin(Set<Path> present) {
    first.take(present, removals.before());
    settle();
  }

  /**
   * Takes what was edited since the gateway ended, and remembers which files were not there;
   * whether there was any.
   */
  boolean catchUp() {
    Set<Path> edited = first.edited();
    Set<Path> absent = first.absent();
    boolean any = !edited.isEmpty() || !absent.isEmpty();
    if (any) {
      changed(edited, absent);
    }
    return any;
  }

  /** Files came, changed or went. */
  void changed(Set<Path> present, Set<Path> gone) {
    first.forget(gone);
    first.forget(present);
    gone.forEach(dropped::forget);
    new TreeSet<>(present).forEach(dropped::take);
    settle();
  }

  /** A dropped bundle's services have changed. */
  void servicesChanged(Bundle bundle) {
    for (Slot slot : dropped.slots()) {
      Instance serving = slot.serving();
      if (!closed && serving != null && serving.bundle().equals(bundle)) {
        starter
            .check(bundle)
            .thenAccept(outcome -> folders.execute(() -> rechecked(slot, serving, outcome)));
      }
    }
  }

  /** What serves has changed by itself. */
  private void changed() {
    generation++;
    settle();
  }

  /** Does whatever can be done, until nothing more can. */
  void settle() {
    if (closed) {
      return;
    }
    long before;
    do {
      before = generation;
      arrivals.keepOnly(dropped.candidates(), this::leave);
      release();
      // all are installed before one is resolved: they may need each other
      dropped.slots().forEach(this::prepare);
      dropped.slots().forEach(this::advance);
    } while (generation != before);
    dropped.removeEmptySlots();
    installations.tidy(dropped.candidates());
    dropped.report();
    booted |= starting == 0;
    settled.run();
  }

  /** Whether nothing is on its way up. */
  boolean isSettled() {
    return starting == 0;
  }

  private void prepare(Slot slot) {
    if (slot.plan(generation) instanceof Slot.Plan.Bring(var candidate)
        && !isIncoming(slot, candidate)
        && arrivals.install(slot, candidate)) {
      generation++;
    }
  }

  private void advance(Slot slot) {
    switch (slot.plan(generation)) {
      case Slot.Plan.Keep keep -> {
        // what serves is what is wanted
      }
      case Slot.Plan.Withdraw withdraw -> {
        if (slot.incoming() == null && !removals.refuses(slot)) {
          turnover.withdraw(slot);
          generation++;
        }
      }
      case Slot.Plan.Bring(var candidate) -> {
        if (!isIncoming(slot, candidate)) {
          arrivals
              .resolve(slot, candidate, generation)
              .ifPresent(instance -> start(slot, instance));
        }
      }
    }
  }

  private static boolean isIncoming(Slot slot, Candidate candidate) {
    Instance incoming = slot.incoming();
    return incoming != null && incoming.candidate().equals(candidate);
  }

  private void start(Slot slot, Instance instance) {
    slot.expect(instance);
    starting++;
    Runnable goneLate = () -> departures.left(instance, this::settle);
    starter
        .start(instance.bundle(), () -> folders.execute(goneLate))
        .thenAccept(outcome -> folders.execute(() -> started(slot, instance, outcome)));
  }

  private void started(Slot slot, Instance instance, StartOutcome outcome) {
    starting--;
    Candidate candidate = instance.candidate();
    if (outcome instanceof StartOutcome.Started(var extensions)) {
      instance.offering(extensions);
      ready.add(new Ready(slot, instance));
    } else if (instance.equals(slot.incoming())) {
      slot.expect(null);
    }
    switch (outcome) {
      case StartOutcome.Started started -> {
        // its turn comes below
      }
      case StartOutcome.Unmet(var complaints) -> {
        slot.judge(candidate, new Verdict.Waiting(findings(candidate, complaints), generation));
        leave(instance);
      }
      case StartOutcome.Failed(var complaints) -> {
        refuse(slot, candidate, complaints, Verdict.Refused.FOR_GOOD);
        leave(instance);
      }
      case StartOutcome.Late(var complaint) -> {
        // the thread that starts it removes it, should it ever come back
        refuse(slot, candidate, List.of(complaint), Verdict.Refused.FOR_GOOD);
        departures.await(instance);
      }
    }
    if (booted || starting == 0) {
      serveReady();
    }
    settle();
  }

  /** By file name, so that of two bundles in conflict the same one serves after every start. */
  private void serveReady() {
    List<Ready> turn = new ArrayList<>(ready);
    ready.clear();
    turn.sort(Comparator.comparing(each -> each.instance().candidate().file()));
    for (Ready each : turn) {
      Slot slot = each.slot();
      boolean wanted = each.instance().equals(slot.incoming());
      if (wanted) {
        slot.expect(null);
      }
      if (wanted && !closed && isWanted(slot, each.instance())) {
        offer(slot, each.instance());
      } else {
        leave(each.instance());
      }
    }
  }

  private boolean isWanted(Slot slot, Instance instance) {
    return slot.plan(generation) instanceof Slot.Plan.Bring(var candidate)
        && candidate.equals(instance.candidate());
  }

  private void offer(Slot slot, Instance instance) {
    List<Finding> against = turnover.serve(slot, instance);
    if (!against.isEmpty()) {
      slot.judge(instance.candidate(), new Verdict.Refused(against, generation));
      leave(instance);
      return;
    }
    generation++;
    if (services.count(instance.bundle()) != instance.extensions().size()) {
      servicesChanged(instance.bundle());
    }
  }

  /** What a serving bundle offers has changed while it serves. */
  private void rechecked(Slot slot, Instance serving, StartOutcome outcome) {
    if (closed || !serving.equals(slot.serving())) {
      return;
    }
    List<Finding> complaints =
        switch (outcome) {
          case StartOutcome.Started(var extensions) -> registrations.renew(serving, extensions);
          case StartOutcome.Unmet(var unmet) -> findings(serving.candidate(), unmet);
          case StartOutcome.Failed(var failed) -> findings(serving.candidate(), failed);
          case StartOutcome.Late(var late) -> findings(serving.candidate(), List.of(late));
        };
    slot.complain(complaints);
    settle();
  }

  private void leave(Instance instance) {
    departures.leave(instance, this::settle);
  }

  /** Lets go of what has gone, and has its users brought up anew. */
  private void release() {
    departures.release();
    for (Slot slot : dropped.slots()) {
      Instance serving = slot.serving();
      if (serving != null && !slot.isStale() && installations.isOutdated(serving)) {
        slot.outdated();
        generation++;
      }
    }
  }

  private void refuse(Slot slot, Candidate candidate, List<Complaint> complaints, long triedAt) {
    slot.judge(candidate, new Verdict.Refused(findings(candidate, complaints), triedAt));
  }

  private List<Finding> findings(Candidate candidate, List<Complaint> complaints) {
    String file = folders.display(candidate.file());
    return complaints.stream().map(complaint -> complaint.in(file)).toList();
  }

  /**
   * Withdraws and uninstalls everything.
   *
   * @return completes when it is done
   */
  CompletionStage<Void> close() {
    closed = true;
    turnover.close();
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (Slot slot : dropped.slots()) {
      Instance serving = slot.serving();
      if (serving != null) {
        ends.add(
            registrations
                .withdraw(serving)
                .thenCompose(done -> starter.stop(serving.bundle()))
                .toCompletableFuture());
      }
    }
    for (Instance each : arrivals.instances()) {
      ends.add(starter.stop(each.bundle()).toCompletableFuture());
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }
}
