package io.gatehouse.policy.script;

import io.gatehouse.policy.script.cases.CaseFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds files with cases, and the script that each is about. */
final class CaseFolder {

  private static final int DEEPEST = 6;
  private static final Set<String> NOT_OURS = Set.of("node_modules", "target", ".git");

  private CaseFolder() {}

  /** The files with cases that were named: themselves, by their scripts, or by a folder above. */
  static Set<Path> files(List<Path> named) {
    Set<Path> found = new TreeSet<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        found.addAll(below(path));
      } else if (Files.isRegularFile(casesOf(path))) {
        found.add(casesOf(path));
      }
    }
    return found;
  }

  /** The file with the cases of a script; of anything else itself. */
  static Path casesOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".js")
        ? file.resolveSibling(name.substring(0, name.length() - 3) + CaseFile.SUFFIX)
        : file;
  }

  /** The script that a file with cases is about. */
  static Path scriptOf(Path cases) {
    String name = String.valueOf(cases.getFileName());
    int end = name.length() - (name.endsWith(CaseFile.SUFFIX) ? CaseFile.SUFFIX.length() : 0);
    return cases.resolveSibling(name.substring(0, end) + ".js");
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
      return all.filter(file -> String.valueOf(file.getFileName()).endsWith(CaseFile.SUFFIX))
          .filter(Files::isRegularFile)
          .filter(file -> !isBelow(folder.relativize(file), NOT_OURS))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isBelow(Path file, Set<String> folders) {
    for (Path step : file) {
      if (folders.contains(step.toString())) {
        return true;
      }
    }
    return false;
  }
}
