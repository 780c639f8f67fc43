package io.gatehouse.proofs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Processor time per request of several sides, in rounds of one run and in changing order, so that
 * a drifting machine drifts for all.
 */
final class CostRounds {

  private static final int SECONDS = Integer.getInteger("gatehouse.proof.seconds", 3);

  private final List<Side> sides = new ArrayList<>();

  private record Side(String name, ProcessHandle process, int port, String path) {}

  /** What each round of each side cost, and what failed. */
  record Costs(Map<String, double[]> micros, String failures) {

    /** Microseconds of processor time per request. */
    double[] of(String side) {
      double[] costs = micros.get(side);
      if (costs == null) {
        throw new IllegalArgumentException(side + " (expected: one of " + micros.keySet() + ")");
      }
      return costs;
    }

    /** By how much one side was dearer than another, round by round, for each of so many. */
    double[] between(String dearer, String cheaper, int count) {
      double[] first = of(dearer);
      double[] second = of(cheaper);
      double[] differences = new double[first.length];
      for (int i = 0; i < first.length; i++) {
        differences[i] = (first[i] - second[i]) / count;
      }
      return differences;
    }
  }

  /** Adds a side: what is asked, and whose processor time counts. */
  void side(String name, ProcessHandle process, int port, String path) {
    sides.add(new Side(name, process, port, path));
  }

  /** With both processors, or the compiler's threads would starve the event loops for a minute. */
  void warmUp(int seconds) throws Exception {
    for (Side side : sides) {
      Wrk.run("0,1", PairedCost.CONNECTIONS, seconds, side.port(), side.path());
    }
  }

  Costs measure(int rounds) throws Exception {
    Map<String, double[]> micros = new LinkedHashMap<>();
    StringBuilder failures = new StringBuilder();
    for (int round = 0; round < rounds; round++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < sides.size(); i++) {
        Side side = sides.get(round % 2 == 0 ? i : sides.size() - 1 - i);
        double before = Machine.processorSeconds(side.process());
        Wrk.Run run =
            Wrk.run(PairedCost.LOAD, PairedCost.CONNECTIONS, SECONDS, side.port(), side.path());
        double used = Machine.processorSeconds(side.process()) - before;
        costs(micros, side, rounds)[round] = used * 1e6 / run.requests();
        if (!run.failures().isEmpty()) {
          failures.append(side.name()).append(": ").append(run.failures());
        }
      }
      for (Side side : sides) {
        line.append(
            String.format(
                Locale.ROOT, "  %s %.2f", side.name(), costs(micros, side, rounds)[round]));
      }
      System.out.println("round " + (round + 1) + line);
    }
    return new Costs(micros, failures.toString());
  }

  private static double[] costs(Map<String, double[]> micros, Side side, int rounds) {
    return micros.computeIfAbsent(side.name(), name -> new double[rounds]);
  }
}
