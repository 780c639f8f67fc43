package io.gatehouse.admin;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.watch.DropFolders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * In check mode, tells the launcher everything that is wrong with the operator's files. There when
 * every file has been taken or refused.
 */
@Component(
    service = {},
    immediate = true)
public final class CheckReporter {

  private static final int OK = 0;
  private static final int FINDINGS = 1;

  /** Kinds that depend on the world outside the files: a target that is down is no mistake. */
  private static final Set<String> NOT_CHECKED = Set.of("target", "admin");

  private static final Comparator<Finding> BY_PLACE =
      Comparator.<Finding, String>comparing(finding -> finding.place().file())
          .thenComparingInt(finding -> finding.place().line())
          .thenComparingInt(finding -> finding.place().column())
          .thenComparing(finding -> finding.place().path())
          .thenComparing(Finding::problem);

  @Activate
  public CheckReporter(
      @Reference(target = "(phase=" + BootPhase.BUNDLES + ")") BootPhase bundles,
      @Reference(target = "(phase=" + BootPhase.SCRIPTS + ")") BootPhase scripts,
      @Reference(target = "(phase=" + BootPhase.DEFINITIONS + ")") BootPhase definitions,
      @Reference DropFolders folders,
      @Reference StatusBoard board,
      @Reference(target = "(&(gatehouse.outlet=launcher)(gatehouse.mode=check))")
          Consumer<Map<String, Object>> outlet) {
    folders.execute(() -> outlet.accept(report(folders.findings(), board.entries())));
  }

  /** What the launcher is told: see the README of runtime. */
  static Map<String, Object> report(List<Finding> reported, List<StatusEntry> entries) {
    List<Finding> findings = collect(reported, entries);
    return Map.of(
        "code",
        findings.isEmpty() ? OK : FINDINGS,
        "text",
        findings.isEmpty() ? clean(entries) : list(findings));
  }

  private static List<Finding> collect(List<Finding> reported, List<StatusEntry> entries) {
    Set<Finding> found = new LinkedHashSet<>(reported);
    List<StatusEntry> checked =
        entries.stream().filter(entry -> !NOT_CHECKED.contains(entry.kind())).toList();
    checked.forEach(entry -> found.addAll(entry.findings()));
    Set<String> explained =
        found.stream()
            .map(finding -> finding.place().file())
            .collect(Collectors.toCollection(HashSet::new));
    for (StatusEntry entry : checked) {
      // what waits, waits for something that is refused: where that is told, waiting is no news
      boolean idle =
          entry.state() == State.REFUSED || (entry.state() == State.WAITING && found.isEmpty());
      if (idle && entry.findings().isEmpty() && explained.add(entry.source())) {
        found.add(unexplained(entry));
      }
    }
    List<Finding> sorted = new ArrayList<>(found);
    sorted.sort(BY_PLACE);
    return sorted;
  }

  private static Finding unexplained(StatusEntry entry) {
    return new Finding(
        Place.of(entry.source()),
        entry.kind()
            + " '"
            + entry.name()
            + "' is "
            + StatusReport.word(entry.state())
            + (entry.detail().isEmpty() ? "" : ": " + entry.detail()),
        "");
  }

  private static String list(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.toString().replaceAll("[\\p{Cc}\\p{Cf}]+", " ")).append('\n');
    }
    long files = findings.stream().map(finding -> finding.place().file()).distinct().count();
    text.append(count(findings, "finding")).append(" in ").append(files);
    return text.append(files == 1 ? " file." : " files.").toString();
  }

  private static String count(Collection<?> things, String what) {
    return things.size() + " " + what + (things.size() == 1 ? "" : "s");
  }

  /** What was looked at; bundles of the installation itself are not the operator's. */
  private static String clean(List<StatusEntry> entries) {
    return "No findings: "
        + count(entries.stream().filter(e -> e.kind().equals("api")).toList(), "API")
        + ", "
        + count(entries.stream().filter(e -> e.kind().equals("route")).toList(), "route")
        + ", "
        + count(
            entries.stream()
                .filter(e -> e.kind().equals("bundle") && !e.source().isEmpty())
                .toList(),
            "bundle")
        + ".";
  }
}
