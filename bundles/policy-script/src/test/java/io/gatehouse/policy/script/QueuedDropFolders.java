package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.api.watch.DropHandler;
import io.gatehouse.api.watch.ServedContents;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Drop folders whose control thread is the thread of the test. */
final class QueuedDropFolders implements DropFolders {

  private final DropFolders folders;
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();

  QueuedDropFolders(DropFolders folders) {
    this.folders = folders;
  }

  void runPending() {
    for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
      task.run();
    }
  }

  @Override
  public Path base() {
    return folders.base();
  }

  @Override
  public Runnable watch(Path folder, Set<String> suffixes, DropHandler handler) {
    return folders.watch(folder, suffixes, handler);
  }

  @Override
  public void report(Path file, List<Finding> findings) {
    folders.report(file, findings);
  }

  @Override
  public List<Finding> findings() {
    return folders.findings();
  }

  @Override
  public void execute(Runnable task) {
    pending.add(task);
  }

  @Override
  public ServedContents contents() {
    return folders.contents();
  }

  @Override
  public String display(Path file) {
    return folders.display(file);
  }
}
