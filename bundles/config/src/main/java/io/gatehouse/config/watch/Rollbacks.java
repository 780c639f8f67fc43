package io.gatehouse.config.watch;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.revision.FileDifference;
import io.gatehouse.api.revision.RevisionException;
import io.gatehouse.api.revision.RevisionSummary;
import io.gatehouse.api.revision.Revisions;
import io.gatehouse.api.revision.RollbackReport;
import io.gatehouse.api.status.GatewayReady;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.config.revision.KeptContents;
import io.gatehouse.config.revision.RevisionHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Rolls back, on the control thread, and tells when what was rolled back to serves. */
@Component(service = {Revisions.class, StatusSource.class})
public final class Rollbacks implements Revisions, StatusSource {

  private static final String SOURCE = "data/revisions";

  private final WatchedFolders folders;
  private final RevisionHistory history;
  private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
  private volatile Shown shown = new Shown(0, OptionalLong.empty(), List.of());

  /** Somebody who waits until a revision serves again. */
  private record Awaited(long revision, CompletableFuture<RollbackReport> report) {}

  /** What the status says. */
  private record Shown(long serving, OptionalLong pinned, List<String> differing) {}

  @Activate
  public Rollbacks(@Reference WatchedFolders folders) {
    this.folders = folders;
    this.history = new RevisionHistory(folders.base());
    folders.afterEachTask(this::settle);
  }

  /** What served while the gateway started was not all of it. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindReady(GatewayReady ready) {
    folders.execute(() -> folders.kept().ifPresent(KeptContents::begin));
  }

  void unbindReady(GatewayReady ready) {
    // what serves goes on to be kept
  }

  @Override
  public List<RevisionSummary> all() {
    return history.all();
  }

  @Override
  public OptionalLong pinned() {
    return shown.pinned();
  }

  @Override
  public List<FileDifference> differences(Side from, Side to) throws RevisionException {
    return history.differences(from, to);
  }

  @Override
  public CompletionStage<RollbackReport> rollBack(long revision, Duration patience) {
    CompletableFuture<RollbackReport> report = new CompletableFuture<>();
    Awaited waiter = new Awaited(revision, report);
    folders.execute(
        () -> {
          try {
            awaited.add(waiter);
            folders.pin(revision);
          } catch (RevisionException e) {
            awaited.remove(waiter);
            report.completeExceptionally(e);
          }
        });
    CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, folders::execute)
        .execute(() -> finish(waiter));
    return report;
  }

  @Override
  public CompletionStage<Boolean> release() {
    CompletableFuture<Boolean> released = new CompletableFuture<>();
    folders.execute(() -> released.complete(folders.release()));
    return released;
  }

  /** On the control thread. */
  private void settle() {
    folders
        .kept()
        .ifPresent(
            kept -> {
              OptionalLong pinned = kept.pinned().number();
              if (kept.newest() != shown.serving() || !pinned.equals(shown.pinned())) {
                shown = new Shown(kept.newest(), pinned, differing(pinned));
              }
              for (Awaited waiter : awaited) {
                if (!isPinned(waiter, kept) || kept.outstanding().isEmpty()) {
                  finish(waiter);
                }
              }
            });
  }

  private static boolean isPinned(Awaited waiter, KeptContents kept) {
    return kept.pinned().number().equals(OptionalLong.of(waiter.revision()));
  }

  /** On the control thread. */
  private void finish(Awaited waiter) {
    if (awaited.remove(waiter)) {
      folders.kept().ifPresent(kept -> finish(waiter, kept));
    }
  }

  private void finish(Awaited waiter, KeptContents kept) {
    if (isPinned(waiter, kept)) {
      waiter.report().complete(report(waiter.revision(), kept));
      return;
    }
    OptionalLong instead = kept.pinned().number();
    waiter
        .report()
        .completeExceptionally(
            new RevisionException(
                "The rollback to "
                    + waiter.revision()
                    + " was ended before everything served: "
                    + (instead.isPresent()
                        ? instead.getAsLong() + " was rolled back to."
                        : "a file was edited, and what lies in the folders is taken.")));
  }

  private RollbackReport report(long revision, KeptContents kept) {
    return new RollbackReport(
        revision, kept.newest(), kept.outstanding(), differing(kept.pinned().number()));
  }

  private List<String> differing(OptionalLong pinned) {
    if (pinned.isEmpty()) {
      return List.of();
    }
    try {
      return history.changed(new Side.Numbered(pinned.getAsLong()), new Side.Folders());
    } catch (RevisionException gone) {
      return List.of();
    }
  }

  @Override
  public List<StatusEntry> status() {
    Shown now = shown;
    if (now.serving() == 0) {
      return List.of();
    }
    String name = Long.toString(now.serving());
    if (now.pinned().isEmpty()) {
      return List.of(StatusEntry.serving("revision", name, SOURCE, ""));
    }
    List<Finding> findings = new ArrayList<>();
    for (String file : now.differing()) {
      findings.add(
          new Finding(
              Place.of(file),
              "what lies there is not what serves",
              "It is taken with the next edit, or by 'gatehouse apply'"));
    }
    return List.of(
        new StatusEntry(
            "revision",
            name,
            findings.isEmpty() ? State.SERVING : State.DEGRADED,
            SOURCE,
            "rolled back to " + now.pinned().getAsLong() + " until a file is edited",
            findings));
  }
}
