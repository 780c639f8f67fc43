package io.gatehouse.config.watch;

import io.gatehouse.api.definition.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known to be wrong with files: in memory at once, beside the files and in the log when it
 * is published, so that what is withdrawn and said again in one step is not told twice.
 * Thread-safe.
 */
final class Reports {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final String SUFFIX = ".error";
  private static final int MOST_LOGGED = 20;
  private static final Comparator<Finding> IN_ORDER =
      Comparator.<Finding, String>comparing(f -> f.place().file())
          .thenComparingInt(f -> f.place().line())
          .thenComparingInt(f -> f.place().column());

  private final Function<Path, String> display;
  private final BiFunction<Path, Finding, Path> home;
  private final boolean silent;
  private final Map<Path, List<Finding>> known = new TreeMap<>();
  private final Map<Path, List<Finding>> published = new HashMap<>();
  private final Set<Path> changed = new HashSet<>();
  private final Set<Path> unwritten = new HashSet<>();
  private final Set<Path> unwritable = new HashSet<>();

  /**
   * Reports in these terms.
   *
   * @param home which file a finding is told beside, given the file that it was reported of
   * @param silent whether nothing is written or logged
   */
  Reports(Function<Path, String> display, BiFunction<Path, Finding, Path> home, boolean silent) {
    this.display = display;
    this.home = home;
    this.silent = silent;
  }

  synchronized void put(Path file, List<Finding> findings) {
    List<Finding> sorted = findings.stream().sorted(IN_ORDER).toList();
    List<Finding> before = sorted.isEmpty() ? known.remove(file) : known.put(file, sorted);
    changed.add(file);
    Stream.concat(sorted.stream(), before == null ? Stream.empty() : before.stream())
        .forEach(finding -> changed.add(home.apply(file, finding)));
  }

  synchronized List<Finding> all() {
    return inOrder(new LinkedHashSet<>(known.values().stream().flatMap(List::stream).toList()));
  }

  private static List<Finding> inOrder(Set<Finding> findings) {
    return findings.stream().sorted(IN_ORDER).toList();
  }

  /** Brings files and log up to date; what could not be written before is tried again. */
  synchronized void publish() {
    Set<Path> files = new TreeSet<>(changed);
    changed.clear();
    files.addAll(unwritten);
    if (silent || files.isEmpty()) {
      return;
    }
    Map<Path, Set<Finding>> all = byHome();
    for (Path file : files) {
      List<Finding> now = inOrder(all.getOrDefault(file, Set.of()));
      boolean same = now.equals(published.getOrDefault(file, List.of()));
      if (!same || unwritten.contains(file)) {
        bring(file, now);
      }
      if (!same) {
        log(file, now);
      }
    }
  }

  private Map<Path, Set<Finding>> byHome() {
    Map<Path, Set<Finding>> all = new HashMap<>();
    known.forEach(
        (file, findings) ->
            findings.forEach(
                finding ->
                    all.computeIfAbsent(home.apply(file, finding), h -> new LinkedHashSet<>())
                        .add(finding)));
    return all;
  }

  private void bring(Path file, List<Finding> now) {
    Path report = beside(file);
    try {
      if (now.isEmpty()) {
        published.remove(file);
        Files.deleteIfExists(report);
      } else {
        published.put(file, now);
        write(report, text(file, now));
      }
      unwritten.remove(file);
      unwritable.remove(folderOf(report));
    } catch (IOException e) {
      unwritten.add(file);
      failed(report, e);
    }
  }

  /** Removes a report of an earlier run about what this one has not reported yet. */
  synchronized void removeStale(Path report) {
    String name = String.valueOf(report.getFileName());
    Path file = report.resolveSibling(name.substring(0, name.length() - SUFFIX.length()));
    if (!published.containsKey(file)) {
      unwritten.add(file);
    }
  }

  private void log(Path file, List<Finding> findings) {
    if (findings.isEmpty()) {
      log.atInfo().addKeyValue("file", display.apply(file)).log("Nothing is wrong any more");
      return;
    }
    log.atWarn()
        .addKeyValue("file", display.apply(file))
        .addKeyValue("findings", findings.size())
        .log("Something is wrong with a file");
    for (Finding finding : findings.subList(0, Math.min(findings.size(), MOST_LOGGED))) {
      log.atWarn().addKeyValue("finding", finding).log("Finding");
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  private static Path folderOf(Path report) {
    return report.resolveSibling(".");
  }

  private static void write(Path report, String text) throws IOException {
    Path draft = report.resolveSibling("." + report.getFileName() + ".tmp");
    Files.writeString(draft, text);
    Files.move(draft, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Said once for a folder, however often it is tried. */
  private void failed(Path report, IOException reason) {
    if (unwritable.add(folderOf(report))) {
      log.atWarn()
          .addKeyValue("file", display.apply(report))
          .addKeyValue("reason", reason.toString())
          .log("Reports cannot be written beside the files; they are here and in the status");
    }
  }

  private String text(Path file, List<Finding> findings) {
    StringBuilder text = new StringBuilder(256);
    text.append(display.apply(file))
        .append(findings.size() == 1 ? ": 1 finding\n" : ": " + findings.size() + " findings\n");
    for (Finding finding : findings) {
      text.append('\n').append(finding.place()).append('\n');
      text.append("  ").append(finding.problem()).append('\n');
      if (!finding.remedy().isEmpty()) {
        text.append("  ").append(finding.remedy()).append('\n');
      }
    }
    return text.toString();
  }
}
