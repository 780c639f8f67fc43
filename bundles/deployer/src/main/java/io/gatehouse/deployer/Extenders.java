package io.gatehouse.deployer;

import io.gatehouse.api.extension.BundleExtender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Those who do something on behalf of dropped bundles. Thread-safe. */
final class Extenders implements AutoCloseable {

  private static final String REMEDY = "Mend the bundle and drop it again";

  private final ServiceTracker<BundleExtender, BundleExtender> tracker;

  /** Nobody, until opened. */
  Extenders(BundleContext context) {
    this.tracker = new ServiceTracker<>(context, BundleExtender.class, null);
  }

  void open() {
    tracker.open();
  }

  @Override
  public void close() {
    tracker.close();
  }

  private List<BundleExtender> all() {
    return List.copyOf(tracker.getTracked().values());
  }

  /** Has them prepare what the bundle brings; tells what speaks against it. */
  List<Complaint> prepare(Bundle bundle) {
    List<Complaint> complaints = new ArrayList<>();
    for (BundleExtender extender : all()) {
      try {
        extender.prepare(bundle.getBundleId()).stream()
            .map(problem -> new Complaint(problem, REMEDY))
            .forEach(complaints::add);
      } catch (RuntimeException | LinkageError e) {
        // the bundle's own code runs in there
        complaints.add(new Complaint("cannot be prepared: " + Reason.of(e), REMEDY));
      }
    }
    return complaints;
  }

  /** What they run for the bundle that serves under this name. */
  List<BundleExtender.Part> parts(String symbolicName) {
    return all().stream().flatMap(extender -> extender.parts(symbolicName).stream()).toList();
  }

  /**
   * Has what they prepared serve.
   *
   * @return completes when nothing uses what it replaced any more
   */
  CompletionStage<Void> serve(Bundle bundle) {
    return CompletableFuture.allOf(
        all().stream()
            .map(extender -> extender.serve(bundle.getBundleId()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
