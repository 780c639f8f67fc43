package io.gatehouse.it.check;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.ProofReport;
import java.util.List;

/** The proof {@code check-finds-mistakes}. */
public final class CheckFindsMistakesProof {

  private static final int AT_LEAST = 30;

  private CheckFindsMistakesProof() {}

  public static void main(String[] args) {
    boolean sabotaged = List.of(args).contains("--sabotage");
    Distribution distribution = Distribution.ofThisBuild();
    Mistakes mistakes = new Mistakes(distribution);
    Mistakes.Checked good = mistakes.check(true);
    // sabotaged, the check is shown a folder without the mistakes that it is to find
    Mistakes.Checked bad = mistakes.check(sabotaged);
    System.out.println(bad.output());
    bad.missed().forEach(mistake -> System.out.println("MISSED " + mistake));
    ProofReport report =
        new ProofReport("check-finds-mistakes", sabotaged)
            .figure("mistakesMade", bad.expected().size())
            .figure("mistakesFound", bad.expected().size() - bad.missed().size())
            .figure("findings", bad.findings())
            .figure("exitCode", bad.exitCode())
            .promise("a folder without mistakes has no findings", good.exitCode() == 0)
            .promise("a folder with mistakes exits with 1", bad.exitCode() == 1)
            .promise("every mistake is found, with its place and remedy", bad.missed().isEmpty())
            .promise("there were mistakes enough", bad.expected().size() >= AT_LEAST)
            .promise("nothing is found that is none", bad.findings() <= bad.expected().size() + 3L);
    System.exit(report.conclude(distribution.target(), System.out));
  }
}
