package io.gatehouse.config.watch;

import io.gatehouse.api.definition.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known to be wrong with files: in memory at once, beside the files and in the log when it
 * is published, so that what is withdrawn and said again in one step is not told twice.
 * Thread-safe.
 */
final class Reports {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final int MOST_LOGGED = 20;
  private static final Comparator<Finding> IN_ORDER =
      Comparator.<Finding, String>comparing(f -> f.place().file())
          .thenComparingInt(f -> f.place().line())
          .thenComparingInt(f -> f.place().column());

  private final Function<Path, String> display;
  private final boolean silent;
  private final Map<Path, List<Finding>> known = new TreeMap<>();
  private final Map<Path, List<Finding>> published = new HashMap<>();
  private final Set<Path> changed = new HashSet<>();
  private final Set<Path> unwritable = new HashSet<>();

  /**
   * Reports in these terms.
   *
   * @param silent whether nothing is written or logged
   */
  Reports(Function<Path, String> display, boolean silent) {
    this.display = display;
    this.silent = silent;
  }

  synchronized void put(Path file, List<Finding> findings) {
    if (findings.isEmpty()) {
      known.remove(file);
    } else {
      known.put(file, findings.stream().sorted(IN_ORDER).toList());
    }
    changed.add(file);
  }

  synchronized List<Finding> all() {
    List<Finding> all = new ArrayList<>();
    for (List<Finding> findings : known.values()) {
      all.addAll(findings);
    }
    all.sort(IN_ORDER);
    return all;
  }

  /** Brings files and log up to date. */
  synchronized void publish() {
    Set<Path> files = Set.copyOf(changed);
    changed.clear();
    if (silent) {
      return;
    }
    for (Path file : files) {
      List<Finding> now = known.getOrDefault(file, List.of());
      List<Finding> before = published.getOrDefault(file, List.of());
      if (now.equals(before)) {
        continue;
      }
      if (now.isEmpty()) {
        published.remove(file);
        remove(beside(file));
        log.atInfo().addKeyValue("file", display.apply(file)).log("Nothing is wrong any more");
      } else {
        published.put(file, now);
        write(file, now);
        log(file, now);
      }
    }
  }

  private void log(Path file, List<Finding> findings) {
    log.atWarn()
        .addKeyValue("file", display.apply(file))
        .addKeyValue("findings", findings.size())
        .log("Something is wrong with a file");
    for (Finding finding : findings.subList(0, Math.min(findings.size(), MOST_LOGGED))) {
      log.atWarn().addKeyValue("finding", finding).log("Finding");
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".error");
  }

  private void write(Path file, List<Finding> findings) {
    Path report = beside(file);
    Path draft = report.resolveSibling("." + report.getFileName() + ".tmp");
    try {
      Files.writeString(draft, text(file, findings));
      Files.move(
          draft, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      failed(report, e);
    }
  }

  /** Removes a report, if it is there. */
  void remove(Path report) {
    try {
      Files.deleteIfExists(report);
    } catch (IOException e) {
      failed(report, e);
    }
  }

  private synchronized void failed(Path report, IOException reason) {
    if (unwritable.add(report.resolveSibling("."))) {
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
