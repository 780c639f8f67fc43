package io.gatehouse.proofs;

import io.gatehouse.it.harness.ProofReport;
import java.util.Locale;

/**
 * Processor time per request of two processes, in paired rounds in one run and in changing order,
 * so that a drifting machine drifts for both.
 */
final class PairedCost {

  static final String LOAD = "0";
  static final String SUBJECT = "1";
  static final int CONNECTIONS = 64;
  static final int ROUND_SECONDS = Integer.getInteger("gatehouse.proof.seconds", 4);

  private PairedCost() {}

  /** One of the two; its threads are on the processor {@link #SUBJECT}. */
  record Side(String name, ProcessHandle process, int port) {}

  /** Microseconds of processor time per request, and how many requests. */
  private record Cost(double micros, double perSecond, String failures) {}

  /**
   * Measures.
   *
   * @param mostAllowed the largest median ratio of the first's cost to the second's that is
   *     promised
   */
  static void measure(ProofReport report, Side ours, Side other, int rounds, double mostAllowed)
      throws Exception {
    double[] first = new double[rounds];
    double[] second = new double[rounds];
    double[] ratios = new double[rounds];
    double[] rates = new double[rounds];
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < rounds; i++) {
      boolean oursFirst = i % 2 == 0;
      Cost earlier = cost(oursFirst ? ours : other);
      Cost later = cost(oursFirst ? other : ours);
      Cost our = oursFirst ? earlier : later;
      Cost their = oursFirst ? later : earlier;
      first[i] = our.micros();
      second[i] = their.micros();
      ratios[i] = our.micros() / their.micros();
      rates[i] = our.perSecond();
      failures.append(our.failures());
      System.out.printf(
          Locale.ROOT,
          "round %2d  %s %6.2f us %8.0f/s   %s %6.2f us %8.0f/s   ratio %5.3f%n",
          i + 1,
          ours.name(),
          our.micros(),
          our.perSecond(),
          other.name(),
          their.micros(),
          their.perSecond(),
          ratios[i]);
    }
    double median = ProofReport.median(ratios);
    report
        .spread(ours.name(), first, "us/req")
        .spread(other.name(), second, "us/req")
        .spread(ours.name() + ".rate", rates, "req/s")
        .spread("ratio", ratios, "x")
        .promise(
            String.format(
                Locale.ROOT, "the median ratio is %.3f, at most %.2f", median, mostAllowed),
            median <= mostAllowed)
        .promise("no request failed" + failures, failures.isEmpty());
  }

  private static Cost cost(Side side) throws Exception {
    double before = Machine.processorSeconds(side.process());
    Wrk.Run run = Wrk.run(LOAD, CONNECTIONS, ROUND_SECONDS, side.port());
    double used = Machine.processorSeconds(side.process()) - before;
    return new Cost(used * 1e6 / run.requests(), run.perSecond(), run.failures());
  }
}
