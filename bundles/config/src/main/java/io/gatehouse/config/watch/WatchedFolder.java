package io.gatehouse.config.watch;

import io.gatehouse.api.watch.DropHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One folder and what its handler has been told of it. A file is taken when it has not changed for
 * a moment, or was finished before it got here; what changes together is told together. Confined to
 * the control thread.
 */
final class WatchedFolder {

  static final Duration QUIET = Duration.ofMillis(60);

  /** An empty file is about to be written, most of the time. */
  private static final Duration QUIET_IF_EMPTY = Duration.ofMillis(500);

  /** For how long a change waits for others that are under way. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Path folder;
  private final Set<String> suffixes;
  private final DropHandler handler;
  private final Map<Path, FileState> told = new HashMap<>();
  private final Map<Path, Pending> pending = new HashMap<>();
  private volatile boolean ended;

  /** A change that was seen and is not told yet; {@code state} is null where the file is gone. */
  private record Pending(@Nullable FileState state, long since, long first) {}

  /** Files to tell of. */
  record Batch(Set<Path> present, Set<Path> gone) {
    boolean isEmpty() {
      return present.isEmpty() && gone.isEmpty();
    }
  }

  WatchedFolder(Path folder, Set<String> suffixes, DropHandler handler) {
    this.folder = folder;
    this.suffixes = Set.copyOf(suffixes);
    this.handler = handler;
  }

  Path folder() {
    return folder;
  }

  DropHandler handler() {
    return handler;
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  /** How the handler knows a file; null where it was not told of it. */
  @Nullable FileState told(Path file) {
    return told.get(file);
  }

  /** The handler knows what the file holds: that it stands differently is no change. */
  void standsAs(Path file, FileState state) {
    told.replace(file, state);
  }

  /** Whether there are changes that are not told yet. */
  boolean unsettled() {
    return !pending.isEmpty();
  }

  /**
   * Compares with what is in the folder now, as {@link #list} says; what has settled since is told
   * by whoever called.
   */
  Batch scan(Optional<Map<Path, FileState>> listed, long nanos, Instant now) {
    if (listed.isEmpty()) {
      return new Batch(Set.of(), Set.of());
    }
    Map<Path, FileState> current = new HashMap<>(listed.get());
    current.keySet().removeIf(file -> !counts(String.valueOf(file.getFileName())));
    Set<Path> all = new HashSet<>(current.keySet());
    all.addAll(told.keySet());
    all.addAll(pending.keySet());
    for (Path file : all) {
      FileState state = current.get(file);
      Pending before = pending.get(file);
      if (Objects.equals(state, told.get(file))) {
        pending.remove(file);
      } else if (before == null || !Objects.equals(before.state(), state)) {
        pending.put(file, new Pending(state, nanos, before == null ? nanos : before.first()));
      }
    }
    return settled(nanos, now);
  }

  private Batch settled(long nanos, Instant now) {
    Set<Path> ready = new TreeSet<>();
    long longest = 0;
    for (Map.Entry<Path, Pending> change : pending.entrySet()) {
      longest = Math.max(longest, nanos - change.getValue().first());
      if (isSettled(change.getValue(), nanos, now)) {
        ready.add(change.getKey());
      }
    }
    boolean together = ready.size() == pending.size() || longest >= PATIENCE.toNanos();
    return together ? take(ready) : new Batch(Set.of(), Set.of());
  }

  private static boolean isSettled(Pending change, long nanos, Instant now) {
    FileState state = change.state();
    Duration quiet = state != null && state.size() == 0 ? QUIET_IF_EMPTY : QUIET;
    return nanos - change.since() >= quiet.toNanos()
        || (state != null && state.olderThan(quiet, now));
  }

  /** Everything that is not told yet, settled or not. */
  Batch takeAll() {
    return take(new TreeSet<>(pending.keySet()));
  }

  private Batch take(Set<Path> files) {
    Set<Path> present = new TreeSet<>();
    Set<Path> gone = new TreeSet<>();
    for (Path file : files) {
      Pending change = pending.remove(file);
      FileState state = change == null ? null : change.state();
      if (state != null) {
        told.put(file, state);
        present.add(file);
      } else if (told.remove(file) != null) {
        gone.add(file);
      }
    }
    return new Batch(present, gone);
  }

  /** What is in a folder; empty where that cannot be known, which does not mean files are gone. */
  static Optional<Map<Path, FileState>> list(Path folder) {
    Map<Path, FileState> files = new HashMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.forEach(entry -> FileState.of(entry).ifPresent(state -> files.put(entry, state)));
      return Optional.of(files);
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.of(Map.of());
    } catch (IOException | UncheckedIOException unlisted) {
      return Optional.empty();
    }
  }

  /** Editors' own files end in other ways or begin with a dot. */
  boolean counts(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && !name.startsWith("#")
        && !name.endsWith("~")
        && !lower.endsWith(".error")
        && !lower.endsWith(".swp")
        && !lower.endsWith(".tmp")
        && suffixes.stream().anyMatch(lower::endsWith);
  }

  /** Reports that an earlier run left here about files that this folder is watched for. */
  Set<Path> staleReports() {
    Set<Path> stale = new TreeSet<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(
              entry -> {
                String name = String.valueOf(entry.getFileName());
                return name.endsWith(".error") && counts(name.substring(0, name.length() - 6));
              })
          .forEach(stale::add);
    } catch (IOException | UncheckedIOException unlisted) {
      return Set.of();
    }
    return stale;
  }
}
