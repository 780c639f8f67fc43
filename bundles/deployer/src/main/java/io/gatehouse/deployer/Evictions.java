package io.gatehouse.deployer;

import io.gatehouse.api.status.DeployedBundles.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes bundles out for good when an operator asks for it. Confined to the control thread. */
final class Evictions {

  private final DroppedFiles dropped;
  private final Removals removals;
  private final Usage usage;
  private final Function<Path, String> display;

  /**
   * Takes them out of these.
   *
   * @param display says a path as an operator would
   */
  Evictions(DroppedFiles dropped, Removals removals, Usage usage, Function<Path, String> display) {
    this.dropped = dropped;
    this.removals = removals;
    this.usage = usage;
    this.display = display;
  }

  /** Deletes the files of a bundle, and lets what serves of it go. */
  Removal remove(String name, boolean force) {
    Slot slot = dropped.find(name).orElse(null);
    if (slot == null) {
      return new Removal.Unknown(dropped.slots().stream().map(Slot::symbolicName).toList());
    }
    if (slot.serving() != null && !force && !usage.isReplaceable(name)) {
      List<String> users = usage.of(name);
      if (!users.isEmpty() || !usage.isKnown()) {
        return new Removal.InUse(users);
      }
    }
    List<Path> files = slot.entries().stream().map(Entry::file).toList();
    List<String> deleted = new ArrayList<>();
    for (Path file : files) {
      try {
        if (Files.deleteIfExists(file)) {
          deleted.add(display.apply(file));
        }
      } catch (IOException e) {
        return new Removal.Failed(
            display.apply(file)
                + " cannot be deleted: "
                + e
                + (deleted.isEmpty() ? "" : "; deleted: " + String.join(", ", deleted))
                + ". Delete it yourself, then ask again.");
      }
    }
    files.forEach(dropped::forget);
    removals.insist(name);
    return new Removal.Done(deleted);
  }
}
