package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.watch.DropFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles whose files were removed while something uses them: they serve on, over restarts, until
 * nothing does or somebody insists. Confined to the control thread.
 */
final class Removals {

  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  private final DropFolders folders;
  private final RemovedCopies copies;
  private final Usage usage;
  private final Set<String> insisted = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  /** Nothing is removed yet. */
  Removals(DropFolders folders, RemovedCopies copies, Usage usage) {
    this.folders = folders;
    this.copies = copies;
    this.usage = usage;
  }

  /** From now on the bundle of this name may go, whoever uses it. */
  void insist(String symbolicName) {
    insisted.add(symbolicName);
  }

  /** The files that were removed before the gateway ended, and where their contents are. */
  Map<Path, Path> before() {
    return copies.all();
  }

  /** Whether what serves has to stay, though there is no file for it any more. */
  boolean refuses(Slot slot) {
    Instance serving = slot.serving();
    String name = slot.symbolicName();
    if (serving == null || insisted.contains(name) || usage.isReplaceable(name)) {
      return false;
    }
    List<String> users = usage.of(name);
    if (users.isEmpty() && usage.isKnown()) {
      return false;
    }
    slot.keepRemoved(finding(serving.candidate(), users));
    return true;
  }

  private Finding finding(Candidate candidate, List<String> users) {
    return new Complaint(
            "the file was removed while "
                + (users.isEmpty() ? "it is not known what uses it" : String.join(", ", users))
                + (users.isEmpty() ? "" : users.size() == 1 ? " uses it" : " use it")
                + ": it serves on, and leaves when nothing does",
            "Put the file back, take it out of the APIs, or have it leave now with 'gatehouse"
                + " bundle remove "
                + candidate.symbolicName()
                + " --force'")
        .in(folders.display(candidate.file()));
  }

  /**
   * Keeps for the next start what serves without a file, and nothing else.
   *
   * @return whether there is any
   */
  boolean keep(Iterable<Slot> slots) {
    Map<Path, Path> removed = new TreeMap<>();
    Set<String> names = new HashSet<>();
    Set<String> serving = new HashSet<>();
    for (Slot slot : slots) {
      Instance instance = slot.serving();
      if (instance != null) {
        serving.add(slot.symbolicName());
        if (slot.removed().isPresent()) {
          names.add(slot.symbolicName());
          removed.put(instance.candidate().file(), instance.copy());
          tell(slot.symbolicName(), instance);
        }
      }
    }
    insisted.retainAll(serving);
    told.retainAll(names);
    try {
      copies.keepOnly(removed);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.toString())
          .log("A bundle without a file serves on, but will not after a restart");
    }
    return !removed.isEmpty();
  }

  private void tell(String name, Instance instance) {
    if (told.add(name)) {
      LOG.atWarn()
          .addKeyValue("bundle", name)
          .addKeyValue("file", folders.display(instance.candidate().file()))
          .addKeyValue("users", usage.of(name))
          .log("A bundle serves on without its file, because it is in use");
    }
  }
}
