package io.gatehouse.it.broken;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.ProofReport;
import java.util.List;

/** The proof {@code broken-drops}. */
public final class BrokenDropsProof {

  private static final int CONNECTIONS_EACH = 4;

  private BrokenDropsProof() {}

  public static void main(String[] args) {
    boolean sabotaged = List.of(args).contains("--sabotage");
    ProofReport report = new ProofReport("broken-drops", sabotaged);
    long requests = 0;
    long failed = 0;
    int ways = 0;
    try (BrokenDrops drops = new BrokenDrops(CONNECTIONS_EACH, sabotaged)) {
      for (BrokenDrops.Result result : drops.run()) {
        System.out.println((result.violations().isEmpty() ? "ok   " : "WRONG ") + result.title());
        result.violations().forEach(violation -> System.out.println("       " + violation));
        report.promise(result.title() + " harms nobody and is told", result.violations().isEmpty());
        requests += result.requests();
        failed += result.failed();
        ways++;
      }
    }
    report
        .figure("waysToBreakAFile", ways)
        .figure("connections", CONNECTIONS_EACH * 5)
        .figure("requests", requests)
        .figure("requestsFailed", failed)
        .promise("requests were sent", requests > 1000);
    System.exit(report.conclude(Distribution.ofThisBuild().target(), System.out));
  }
}
