package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.extension.ExtensionRegistry;
import io.gatehouse.api.watch.DropFolders;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one version in place of another, and the other back where the one turns out not to run.
 * Confined to the control thread.
 */
final class Turnover {

  private static final Logger LOG = LoggerFactory.getLogger(Turnover.class);

  private final DropFolders folders;
  private final Registrations registrations;
  private final Extenders extenders;
  private final Departures departures;
  private final InstantSource clock;
  private final Runnable settle;
  private boolean closed;

  /**
   * Nothing serves yet.
   *
   * @param settle does what can be done now that something has changed
   */
  Turnover(
      DropFolders folders,
      Registrations registrations,
      Extenders extenders,
      Departures departures,
      InstantSource clock,
      Runnable settle) {
    this.folders = folders;
    this.registrations = registrations;
    this.extenders = extenders;
    this.departures = departures;
    this.clock = clock;
    this.settle = settle;
  }

  /** Nothing that leaves is looked after any more. */
  void close() {
    closed = true;
  }

  /**
   * Has a new version serve in place of the old one.
   *
   * @return what speaks against it; nothing has changed then
   */
  List<Finding> serve(Slot slot, Instance instance) {
    Instance old = slot.serving();
    Candidate candidate = instance.candidate();
    List<Extension> replaced = old == null ? List.of() : old.extensions();
    return switch (registrations.offer(candidate, replaced, instance.extensions())) {
      case ExtensionRegistry.Outcome.Rejected(var findings) -> findings;
      case ExtensionRegistry.Outcome.Switched(var drained) -> {
        slot.serve(instance);
        slot.judge(candidate, Verdict.Open.OPEN);
        instance.servesSince(clock.instant());
        folders.contents().serves(candidate.file(), candidate.content());
        CompletionStage<Void> unused = extenders.serve(instance.bundle());
        LOG.atInfo()
            .addKeyValue("bundle", candidate.symbolicName())
            .addKeyValue("version", candidate.version())
            .addKeyValue("file", folders.display(candidate.file()))
            .addKeyValue("types", instance.extensions().stream().map(Extension::type).toList())
            .log("A bundle serves");
        if (old != null) {
          departures.expect(old);
          unused.whenComplete(
              (done, failure) ->
                  folders.execute(() -> replaced(slot, old, instance, drained, failure)));
        }
        yield List.of();
      }
    };
  }

  /** The old one leaves, unless what others ran for the new one does not run. */
  private void replaced(
      Slot slot,
      Instance old,
      Instance instance,
      CompletionStage<Void> drained,
      @Nullable Throwable failure) {
    if (failure == null || closed || !instance.equals(slot.serving())) {
      departures.retire(old, drained, settle);
      return;
    }
    switch (registrations.offer(old.candidate(), instance.extensions(), old.extensions())) {
      case ExtensionRegistry.Outcome.Rejected(var findings) -> {
        slot.complain(findings);
        departures.retire(old, drained, settle);
      }
      case ExtensionRegistry.Outcome.Switched(var unused) -> {
        goBack(slot, old, instance.candidate(), failure);
        departures.retire(instance, unused, settle);
      }
    }
    settle.run();
  }

  private void goBack(Slot slot, Instance old, Candidate failed, Throwable failure) {
    Complaint complaint =
        new Complaint(Reason.messageOf(failure), "Mend the bundle and drop it again");
    slot.judge(
        failed,
        new Verdict.Refused(
            List.of(complaint.in(folders.display(failed.file()))), Verdict.Refused.FOR_GOOD));
    departures.stays(old);
    slot.serve(old);
    folders.contents().serves(old.candidate().file(), old.candidate().content());
    LOG.atWarn()
        .addKeyValue("bundle", slot.symbolicName())
        .addKeyValue("version", old.candidate().version())
        .addKeyValue("failed", failed.version())
        .log("A bundle serves again, because the newer one does not run");
  }

  /** Takes out what serves. */
  void withdraw(Slot slot) {
    Instance old = slot.serving();
    slot.serve(null);
    if (old == null) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("bundle", slot.symbolicName())
        .addKeyValue("version", old.candidate().version())
        .log("A bundle is withdrawn");
    departures.retire(old, registrations.withdraw(old), settle);
  }
}
