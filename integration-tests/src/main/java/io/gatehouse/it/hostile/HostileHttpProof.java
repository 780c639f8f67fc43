package io.gatehouse.it.hostile;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.StubUpstream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The proof {@code hostile-http}: coverage by id, and whether every answer was the right one. */
public final class HostileHttpProof {

  private HostileHttpProof() {}

  public static void main(String[] args) {
    boolean sabotaged = List.of(args).contains("--sabotage");
    List<Outcome> outcomes = sabotaged ? withoutGateway() : withGateway();
    ProofReport report = new ProofReport("hostile-http", sabotaged);
    Map<String, int[]> coverage = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      int[] counts = coverage.computeIfAbsent(outcome.id(), id -> new int[2]);
      counts[0]++;
      if (!outcome.holds()) {
        counts[1]++;
        System.out.println("WRONG " + outcome);
      }
    }
    coverage.forEach(
        (id, counts) -> {
          report.figure(id, counts[0] + " tried, " + counts[1] + " wrong");
          report.promise(id + " has the right answer", counts[1] == 0);
        });
    report.figure("tried", outcomes.size());
    report.figure("wrong", outcomes.stream().filter(outcome -> !outcome.holds()).count());
    System.exit(report.conclude(Distribution.ofThisBuild().target(), System.out));
  }

  private static List<Outcome> withGateway() {
    try (HostileGround ground = HostileGround.open()) {
      return new HostileHttp(ground).run();
    }
  }

  /** The upstream alone, where the gateway should be: nobody keeps anything from it. */
  private static List<Outcome> withoutGateway() {
    try (StubUpstream upstream = StubUpstream.answering("ok")) {
      return HostileHttp.sendTable(upstream.port(), upstream);
    }
  }
}
