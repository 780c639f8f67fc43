package io.gatehouse.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings what was unpacked to its place: what is there goes aside, what came takes its place, entry
 * by entry by renaming. Where one of them fails, all are taken back.
 *
 * <p>While entries move, a mark is there. One that a cut-off process left stays, with what it had
 * put aside, until a whole restore was done.
 */
final class RestoreSwitch {

  private final Map<String, Path> targets;
  private final Path mark;
  private final Deque<Move> done = new ArrayDeque<>();
  private boolean asideIsNeeded;

  private record Move(Path from, Path to) {}

  /**
   * A change of these folders.
   *
   * @param targets the folders of the instance by their names, where they really are
   */
  RestoreSwitch(Map<String, Path> targets, Path mark) {
    this.targets = Map.copyOf(targets);
    this.mark = mark;
    this.asideIsNeeded = Files.exists(mark);
  }

  /** Makes the folders that are unpacked to, empty. */
  void prepare() throws IOException {
    for (Path target : targets.values()) {
      Path aside = target.resolve(BackupFormat.ASIDE);
      Files.createDirectories(aside);
      // secrets are in it before they get their modes
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwx------"));
      WorkFolder.emptied(UnpackedBackup.coming(target));
    }
  }

  /**
   * Switches every folder.
   *
   * @throws IOException if it could not be done; then everything is as before
   */
  void perform() throws IOException {
    boolean cutOffBefore = asideIsNeeded;
    Files.writeString(mark, "A restore moves files.\n");
    asideIsNeeded = true;
    try {
      for (Map.Entry<String, Path> target : targets.entrySet()) {
        Path folder = target.getValue();
        Path going = WorkFolder.emptied(UnpackedBackup.going(folder)).path();
        for (Path entry : entries(folder)) {
          if (isReplaced(target.getKey(), entry)) {
            move(entry, going.resolve(entry.getFileName()));
          }
        }
        for (Path entry : entries(UnpackedBackup.coming(folder))) {
          move(entry, folder.resolve(entry.getFileName()));
        }
      }
    } catch (IOException | RuntimeException e) {
      if (takeBack(e) && !cutOffBefore) {
        finished();
      }
      throw e;
    }
    finished();
  }

  /** Removes what is aside, unless it is the only copy of something. */
  void tidyUp() throws IOException {
    for (Path target : targets.values()) {
      Path aside = target.resolve(BackupFormat.ASIDE);
      WorkFolder.emptied(asideIsNeeded ? UnpackedBackup.coming(target) : aside).close();
    }
  }

  private void finished() throws IOException {
    Files.delete(mark);
    asideIsNeeded = false;
  }

  /** Another folder of the instance may lie in this one: it is switched by itself. */
  private boolean isReplaced(String top, Path entry) throws IOException {
    String name = String.valueOf(entry.getFileName());
    return (BackupFormat.holds(top, name) || name.endsWith(".error"))
        && !(Files.isDirectory(entry) && targets.containsValue(entry.toRealPath()));
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to);
    done.push(new Move(from, to));
  }

  /** Whether everything is where it was. */
  private boolean takeBack(Exception reason) {
    boolean complete = true;
    while (!done.isEmpty()) {
      Move move = done.pop();
      try {
        Files.move(move.to(), move.from());
      } catch (IOException e) {
        reason.addSuppressed(e);
        complete = false;
      }
    }
    return complete;
  }

  private static Set<Path> entries(Path folder) throws IOException {
    Set<Path> entries = new TreeSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    return entries;
  }
}
