package io.gatehouse.camel;

import io.gatehouse.api.extension.BundleExtender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Whose routes are mounted now, and who asks for them. A version's mounts are switched to those of
 * the next in one step. Thread-safe.
 */
@Component(service = Mounts.class)
public final class Mounts {

  private static final int LONGEST_START_SECONDS = 20;

  private final Map<String, RouteContext> byOwner = new TreeMap<>();
  private final Set<MountDestination> destinations = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile Map<Mount, Set<String>> claims = Map.of();
  private volatile MountTree tree = new MountTree(List.of());
  private final List<Runnable> listening = new CopyOnWriteArrayList<>();

  @Activate
  public Mounts() {
    // whoever asks before everything that lay there at start is up, waits; but not for ever
    var _ = settled.completeOnTimeout(null, LONGEST_START_SECONDS, TimeUnit.SECONDS);
  }

  MountTree tree() {
    return tree;
  }

  /** What lay there at start is up, or has been refused. */
  void settle() {
    settled.complete(null);
  }

  /** Completes when what lay there at start is up. */
  CompletionStage<Void> settled() {
    return settled;
  }

  boolean isSettled() {
    return settled.isDone();
  }

  /**
   * Has somebody told of every change, on the thread that made it.
   *
   * @return ends the telling when run
   */
  Runnable onChange(Runnable told) {
    listening.add(told);
    return () -> listening.remove(told);
  }

  private void changed() {
    listening.forEach(Runnable::run);
  }

  /** Why these routes cannot be mounted beside those of others; empty where they can. */
  synchronized Optional<String> obstacle(String owner, RouteContext next) {
    for (MountTree.Entry other : tree.entries()) {
      for (Mount mount : next.mounts()) {
        if (!other.owner().equals(owner) && mount.clashesWith(other.mount())) {
          return Optional.of(mount + " is mounted by " + other.owner() + " already");
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Mounts these routes in place of the owner's others.
   *
   * @return why not; nothing has changed then
   */
  Optional<String> mount(String owner, RouteContext next) {
    synchronized (this) {
      Optional<String> obstacle = obstacle(owner, next);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      byOwner.put(owner, next);
      tree = built();
    }
    changed();
    return Optional.empty();
  }

  /** Nothing of the owner's is mounted any more. */
  void unmount(String owner) {
    synchronized (this) {
      byOwner.remove(owner);
      tree = built();
    }
    changed();
  }

  private MountTree built() {
    List<MountTree.Entry> entries = new ArrayList<>();
    byOwner.forEach(
        (owner, context) ->
            context
                .mounts()
                .forEach(mount -> entries.add(new MountTree.Entry(owner, context, mount))));
    return new MountTree(entries);
  }

  /** Says which routes of APIs ask for each mount. */
  void claimed(Map<Mount, Set<String>> routes) {
    claims = Map.copyOf(routes);
  }

  /** What the owner has mounted, and who asks for it. */
  List<BundleExtender.Part> parts(String owner) {
    return tree.entries().stream()
        .filter(entry -> entry.owner().equals(owner))
        .map(
            entry ->
                new BundleExtender.Part(
                    "mount " + entry.mount(),
                    List.copyOf(claims.getOrDefault(entry.mount(), Set.of()))))
        .toList();
  }

  void opened(MountDestination destination) {
    destinations.add(destination);
    changed();
  }

  void closed(MountDestination destination) {
    destinations.remove(destination);
    changed();
  }

  Set<MountDestination> destinations() {
    return Set.copyOf(destinations);
  }
}
