package io.gatehouse.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The jars of the installation by start level: {@code <folder>/NN/*.jar} has start level NN. */
record SystemBundles(TreeMap<Integer, List<Path>> byLevel) {

  static SystemBundles in(List<Path> folders) {
    TreeMap<Integer, List<Path>> found = new TreeMap<>();
    for (Path folder : folders) {
      for (Path level : sorted(folder)) {
        if (isLevel(level)) {
          found
              .computeIfAbsent(
                  Integer.parseInt(level.getFileName().toString()), _ -> new ArrayList<>())
              .addAll(
                  sorted(level).stream().filter(jar -> jar.toString().endsWith(".jar")).toList());
        }
      }
    }
    return new SystemBundles(found);
  }

  int highestLevel() {
    return byLevel.isEmpty() ? 1 : byLevel.lastKey();
  }

  private static boolean isLevel(Path folder) {
    return folder.getFileName().toString().matches("[1-9]?[0-9]{1,2}") && Files.isDirectory(folder);
  }

  /** Sorted, so that two starts of one installation are alike. */
  private static List<Path> sorted(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = new ArrayList<>(files.toList());
      Collections.sort(all);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
