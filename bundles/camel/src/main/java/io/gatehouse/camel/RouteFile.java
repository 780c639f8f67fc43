package io.gatehouse.camel;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.camel.RouteContext.RoutesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file with Camel routes, over all of its contents. */
final class RouteFile {

  private static final Logger LOG = LoggerFactory.getLogger(RouteFile.class);
  private static final long LARGEST = 4L << 20;

  private final Path file;
  private final String shown;
  private final DropFolders folders;
  private final Succession succession;
  private final Lane lane;
  private volatile Standing standing = Standing.STARTING;
  private volatile @Nullable Path obstructed;
  private byte @Nullable [] content;
  private @Nullable RouteContext serving;

  /**
   * How it stands.
   *
   * @param summary of what serves; empty where nothing does
   * @param findings what is wrong with the newest content
   */
  private record Standing(String summary, List<Finding> findings, boolean gone) {
    private static final Standing STARTING = new Standing("", List.of(), false);
    private static final Standing GONE = new Standing("", List.of(), true);
  }

  /** Nothing is read yet. */
  RouteFile(Path file, DropFolders folders, Succession succession, Lane lane) {
    this.file = file;
    this.shown = folders.display(file);
    this.folders = folders;
    this.succession = succession;
    this.lane = lane;
  }

  /**
   * It came or changed.
   *
   * @param newest where its content is
   * @return completes when the new routes serve or have been refused
   */
  CompletableFuture<Void> changed(Path newest) {
    return lane.then(() -> take(newest));
  }

  /**
   * It was there at start, and what it served with before was different: that comes first, so that
   * it serves on where what the file holds now is refused.
   */
  CompletableFuture<Void> found(Path before, Path newest) {
    return lane.then(
        () -> {
          take(before);
          take(newest);
        });
  }

  /** What others have mounted has changed. */
  void tryAgainWhereObstructed() {
    Path waiting = obstructed;
    if (waiting != null) {
      obstructed = null;
      var _ = lane.then(() -> takeIfThere(waiting));
    }
  }

  private void takeIfThere(Path newest) {
    if (!isGone()) {
      take(newest);
    }
  }

  /** It went. Completes when nothing of it runs any more. */
  CompletableFuture<Void> removed() {
    return lane.then(
        () -> {
          standing = Standing.GONE;
          obstructed = null;
          content = null;
          RouteContext old = serving;
          serving = null;
          if (old != null) {
            succession.withdraw(shown, old);
            LOG.atInfo().addKeyValue("file", shown).log("Camel routes are withdrawn");
          }
        });
  }

  boolean isGone() {
    return standing.gone();
  }

  private void take(Path newest) {
    obstructed = null;
    byte[] bytes;
    try {
      if (Files.size(newest) > LARGEST) {
        refuse(RouteMistake.tooLarge(shown, LARGEST));
        return;
      }
      bytes = Files.readAllBytes(newest);
    } catch (IOException e) {
      refuse(RouteMistake.unreadable(shown, e));
      return;
    }
    if (serving != null && Arrays.equals(bytes, content)) {
      serve(newest);
      return;
    }
    Optional<Finding> stranger = RouteMistake.noRoutes(shown, bytes);
    if (stranger.isPresent()) {
      refuse(stranger.get());
      return;
    }
    bringUp(newest, bytes);
  }

  private void bringUp(Path newest, byte[] bytes) {
    RouteContext next;
    try {
      ClassLoader camel = RouteFile.class.getClassLoader();
      next =
          succession.prepare(
              shown,
              new OwnerClassLoader(camel, camel),
              new RouteSource.Document(String.valueOf(file.getFileName()), bytes));
    } catch (RoutesException e) {
      refuse(RouteMistake.of(shown, e));
      return;
    }
    Optional<String> obstacle = succession.replace(shown, serving, next);
    if (obstacle.isPresent()) {
      refuse(RouteMistake.of(shown, obstacle.get()));
      obstructed = newest;
      return;
    }
    serving = next;
    content = bytes;
    LOG.atInfo()
        .addKeyValue("file", shown)
        .addKeyValue("routes", next.summary())
        .log("Camel routes serve");
    serve(newest);
  }

  private void serve(Path newest) {
    tell(List.of());
    folders.execute(() -> folders.contents().serves(file, newest));
  }

  private void refuse(Finding finding) {
    tell(List.of(finding));
  }

  private void tell(List<Finding> findings) {
    RouteContext now = serving;
    standing = new Standing(now == null ? "" : now.summary(), findings, false);
    folders.execute(() -> report(findings));
  }

  /** Of a file that is gone there is nothing to say. */
  private void report(List<Finding> findings) {
    if (!isGone()) {
      folders.report(file, findings);
    }
  }

  /** Empty when it is gone. */
  Optional<StatusEntry> status() {
    Standing now = standing;
    if (now.gone()) {
      return Optional.empty();
    }
    boolean serves = !now.summary().isEmpty();
    boolean mistaken = !now.findings().isEmpty();
    State state =
        serves
            ? mistaken ? State.DEGRADED : State.SERVING
            : mistaken ? State.REFUSED : State.WAITING;
    String detail =
        serves
            ? now.summary() + (mistaken ? "; an older content serves" : "")
            : mistaken ? now.findings().getFirst().problem() : "starting";
    return Optional.of(
        new StatusEntry(
            "routes", String.valueOf(file.getFileName()), state, shown, detail, now.findings()));
  }
}
