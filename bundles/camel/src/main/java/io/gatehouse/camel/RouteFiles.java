package io.gatehouse.camel;

import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.status.StatusSource;
import io.gatehouse.api.watch.DropFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs the Camel routes that operators drop into {@code deploy/} as YAML or XML. */
@Component(service = StatusSource.class, immediate = true)
public final class RouteFiles implements StatusSource {

  private static final Set<String> ENDINGS = Set.of(".yaml", ".yml", ".xml");

  private final DropFolders folders;
  private final Succession succession;
  private final Executor executor;
  private final ExecutorService threads;
  private final Map<Path, RouteFile> files = new ConcurrentSkipListMap<>();
  private final Runnable unwatch;
  private final Runnable unsubscribe;
  private boolean watching;

  @Activate
  public RouteFiles(
      BundleContext context,
      @Reference DropFolders folders,
      @Reference CamelContexts contexts,
      @Reference Mounts mounts,
      @Reference UpstreamCalls calls) {
    this(folders, contexts, mounts, calls, "check".equals(context.getProperty("gatehouse.mode")));
  }

  RouteFiles(
      DropFolders folders,
      CamelContexts contexts,
      Mounts mounts,
      UpstreamCalls calls,
      boolean checking) {
    this.folders = folders;
    this.succession = new Succession(mounts, contexts, calls, checking);
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("gatehouse-route-files-", 0).factory());
    this.executor = checking ? Runnable::run : threads;
    List<CompletableFuture<Void>> found = new ArrayList<>();
    this.unwatch =
        folders.watch(
            Path.of("deploy"),
            ENDINGS,
            (present, gone) -> {
              if (watching) {
                changed(present, gone);
              } else {
                watching = true;
                found.addAll(found(present));
              }
            });
    this.unsubscribe =
        mounts.onChange(() -> files.values().forEach(RouteFile::tryAgainWhereObstructed));
    // in a check they are up by now: its report is made when the folders have been looked at
    var _ =
        CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).thenRun(mounts::settle);
  }

  /** What lies there at start. */
  private List<CompletableFuture<Void>> found(Set<Path> present) {
    List<CompletableFuture<Void>> steps = new ArrayList<>();
    for (Path file : new TreeSet<>(present)) {
      RouteFile routes = files.computeIfAbsent(file, this::file);
      Path newest = folders.contents().taken(file);
      steps.add(
          folders
              .contents()
              .before(file)
              .map(before -> routes.found(before, newest))
              .orElseGet(() -> routes.changed(newest)));
    }
    return steps;
  }

  private void changed(Set<Path> present, Set<Path> gone) {
    for (Path file : new TreeSet<>(gone)) {
      RouteFile known = files.get(file);
      if (known != null) {
        var _ = known.removed().thenRun(() -> forget(file, known));
      }
    }
    for (Path file : new TreeSet<>(present)) {
      var _ = files.computeIfAbsent(file, this::file).changed(folders.contents().taken(file));
    }
  }

  private RouteFile file(Path file) {
    return new RouteFile(file, folders, succession, new Lane(executor));
  }

  private void forget(Path file, RouteFile known) {
    folders.execute(
        () -> {
          if (known.isGone()) {
            files.remove(file, known);
          }
        });
  }

  @Override
  public List<StatusEntry> status() {
    return files.values().stream().map(RouteFile::status).flatMap(Optional::stream).toList();
  }

  @Deactivate
  void deactivate() {
    unwatch.run();
    unsubscribe.run();
    succession.hurry();
    CompletableFuture.allOf(
            files.values().stream().map(RouteFile::removed).toArray(CompletableFuture[]::new))
        .join();
    threads.shutdownNow();
  }
}
