package io.gatehouse.core.control;

import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.watch.DropFolders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Versions that were replaced and still have exchanges to finish. Each is closed on the control
 * thread after its last one.
 */
final class Retirement {

  private final DropFolders folders;
  private final List<Leaving> leaving = new ArrayList<>();

  private record Leaving(CompiledApi api, CompletableFuture<Void> closed) {}

  Retirement(DropFolders folders) {
    this.folders = folders;
  }

  void retire(CompiledApi api) {
    Leaving entry = new Leaving(api, new CompletableFuture<>());
    leaving.add(entry);
    // the last exchange ends on its event loop; closing belongs to the control thread
    api.lease().retire().whenComplete((done, failure) -> folders.execute(() -> close(entry)));
  }

  private void close(Leaving entry) {
    leaving.remove(entry);
    entry.api().close();
    entry.closed().complete(null);
  }

  /** Completes when no version that uses one of these is left. */
  CompletionStage<Void> drained(Collection<Extension> replaced) {
    return CompletableFuture.allOf(
        leaving.stream()
            .filter(l -> replaced.stream().anyMatch(l.api()::uses))
            .map(Leaving::closed)
            .toArray(CompletableFuture<?>[]::new));
  }
}
