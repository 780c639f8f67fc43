package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.policy.script.cases.Difference;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells an operator what came of cases. */
final class CaseReport {

  private static final int NAME_WIDTH = 52;

  private final StringBuilder text = new StringBuilder();
  private int scripts;
  private int passed;
  private int failed;
  private int mistakes;

  /** Adds a file. */
  void add(String shown, CaseRun.Outcome outcome) {
    scripts++;
    switch (outcome) {
      case CaseRun.Outcome.Refused(List<Finding> findings) -> {
        mistakes += findings.size();
        findings.forEach(finding -> line(finding.toString()));
      }
      case CaseRun.Outcome.Ran(List<CaseBench.Result> results) -> {
        line(shown);
        results.forEach(this::add);
      }
    }
  }

  private void add(CaseBench.Result result) {
    boolean holds = result.holds();
    passed += holds ? 1 : 0;
    failed += holds ? 0 : 1;
    String name = holds ? result.name() : result.name() + "  (line " + result.place().line() + ")";
    String took =
        result.runs().stream()
            .map(run -> "  " + run.hook().export() + ' ' + cost(run))
            .collect(Collectors.joining());
    line((holds ? "  ok    " : "  FAIL  ") + padded(name, took.isEmpty()) + took);
    for (Difference difference : result.differences()) {
      line("        " + difference.place());
      line("          expected  " + difference.expected());
      line("          came      " + difference.came());
    }
    if (!holds && !result.fault().isEmpty()) {
      line("        the script " + result.fault());
    }
  }

  private static String cost(CaseCourse.HookRun run) {
    double millis = run.nanos() / 1e6;
    return String.format(Locale.ROOT, "%.2f ms %d KiB", millis, (run.bytes() + 1023) / 1024);
  }

  private static String padded(String name, boolean last) {
    return last || name.length() >= NAME_WIDTH
        ? name
        : name + " ".repeat(NAME_WIDTH - name.length());
  }

  private void line(String line) {
    text.append(line.replaceAll("\\p{Cntrl}+", " ")).append('\n');
  }

  boolean isGood() {
    return failed == 0 && mistakes == 0;
  }

  /** All of it, the sum last. */
  String text() {
    String sum = count(passed + failed, "case") + " of " + count(scripts, "script");
    return text
        + sum
        + ": "
        + passed
        + " passed, "
        + failed
        + " failed"
        + (mistakes == 0 ? "" : ", " + count(mistakes, "mistake"))
        + ".";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
