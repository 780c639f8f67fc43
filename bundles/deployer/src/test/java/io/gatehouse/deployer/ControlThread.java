package io.gatehouse.deployer;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.api.watch.DropHandler;
import io.gatehouse.testsupport.FakeDropFolders;
import io.gatehouse.testsupport.FakeServedContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The fake folders with a control thread, because bundles start on threads of their own. */
final class ControlThread implements DropFolders, AutoCloseable {

  private final FakeDropFolders fake;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("control").factory());

  ControlThread(Path base) {
    this.fake = new FakeDropFolders(base);
  }

  @Override
  public Path base() {
    return fake.base();
  }

  @Override
  public Runnable watch(Path folder, Set<String> suffixes, DropHandler handler) {
    return get(
        () -> {
          Path absolute = Files.createDirectories(base().resolve(folder));
          Runnable end = fake.watch(folder, suffixes, handler);
          try (Stream<Path> files = Files.list(absolute)) {
            files.sorted().forEach(fake::changed);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return end;
        });
  }

  void changed(Path file) {
    get(
        () -> {
          fake.changed(file);
          return file;
        });
  }

  void remove(Path file) throws IOException {
    Files.delete(file);
    get(
        () -> {
          fake.gone(file);
          return file;
        });
  }

  @Override
  public void report(Path file, List<Finding> findings) {
    fake.report(file, findings);
  }

  @Override
  public List<Finding> findings() {
    return get(fake::findings);
  }

  List<Finding> findings(Path file) {
    return get(() -> fake.findings(file));
  }

  @Override
  public void execute(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  @Override
  public FakeServedContents contents() {
    return fake.contents();
  }

  @Override
  public String display(Path file) {
    return fake.display(file);
  }

  <T> T get(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
