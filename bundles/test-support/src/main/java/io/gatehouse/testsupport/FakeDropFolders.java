package io.gatehouse.testsupport;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.watch.DropFolders;
import io.gatehouse.api.watch.DropHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Folders whose files change and go when the test says so, on the thread of the test. The files
 * themselves are real: they lie under the base that the test chose.
 */
public final class FakeDropFolders implements DropFolders {

  private final Path base;
  private final List<Watch> watches = new ArrayList<>();
  private final Map<Path, List<Finding>> findings = new TreeMap<>();
  private final FakeServedContents contents = new FakeServedContents();

  public FakeDropFolders(Path base) {
    this.base = base;
  }

  @Override
  public Path base() {
    return base;
  }

  @Override
  public Runnable watch(Path folder, Set<String> suffixes, DropHandler handler) {
    Watch watch = new Watch(base.resolve(folder).normalize(), Set.copyOf(suffixes), handler);
    watches.add(watch);
    handler.changed(watch.present(), Set.of());
    return () -> watches.remove(watch);
  }

  /** Tells the handlers that this file came or changed. */
  public void changed(Path file) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.concerns(file)) {
        watch.handler().changed(Set.of(file), Set.of());
      }
    }
  }

  /** Tells the handlers that this file went. */
  public void gone(Path file) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.concerns(file)) {
        watch.handler().changed(Set.of(), Set.of(file));
      }
    }
  }

  @Override
  public void report(Path file, List<Finding> found) {
    if (found.isEmpty()) {
      findings.remove(file);
    } else {
      findings.put(file, List.copyOf(found));
    }
  }

  @Override
  public List<Finding> findings() {
    return findings.values().stream().flatMap(List::stream).toList();
  }

  /** What is wrong with this file. */
  public List<Finding> findings(Path file) {
    return findings.getOrDefault(file, List.of());
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public FakeServedContents contents() {
    return contents;
  }

  @Override
  public String display(Path file) {
    Path absolute = base.resolve(file);
    Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }

  private record Watch(Path folder, Set<String> suffixes, DropHandler handler) {

    Set<Path> present() {
      if (!Files.isDirectory(folder)) {
        return Set.of();
      }
      try (Stream<Path> files = Files.list(folder)) {
        return new TreeSet<>(files.filter(Files::isRegularFile).filter(this::concerns).toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean concerns(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return file.normalize().startsWith(folder) && suffixes.stream().anyMatch(name::endsWith);
    }
  }
}
