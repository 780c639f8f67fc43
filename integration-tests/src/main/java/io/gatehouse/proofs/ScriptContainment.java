package io.gatehouse.proofs;

import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.proofs.attacks.Attack;
import io.gatehouse.proofs.attacks.AttackFamily;
import io.gatehouse.proofs.attacks.AttackedGateway;
import io.gatehouse.proofs.attacks.AttackedGateway.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Scripts that do harm, one after the other, in a gateway with one event loop and a small heap:
 * each is contained, answered in time, its neighbours on the event loop are served meanwhile, and
 * afterwards the process holds no more than before.
 */
public final class ScriptContainment {

  /** Of what passes on a machine that does other things as well: the best counts. */
  private static final int TRIES = 3;

  private static final double BOUND_MILLIS = Attack.LIMIT_MILLIS + 100.0;

  private ScriptContainment() {}

  /** {@code --sabotage}: the limit is ten times as long as promised: it must be found out. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("script-containment", sabotage);
    try (var alone = Machine.alone();
        AttackedGateway attacked = AttackedGateway.start("script-containment")) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      prove(report, attacked, sabotage);
    }
    System.exit(report.conclude(target, System.out));
  }

  private static void prove(ProofReport report, AttackedGateway attacked, boolean sabotage)
      throws Exception {
    for (AttackFamily family : AttackFamily.all()) {
      for (Attack attack : family.attacks()) {
        Verdict verdict = attacked.run(attack);
        if (!verdict.contained()) {
          report.promise(family.name() + ": " + attack.name() + ": " + verdict.reason(), false);
        }
      }
      System.out.println("warmed up with " + family.name());
    }
    Resources base = Resources.settled(attacked.gateway());
    System.out.println("base:  " + base);
    int cases = 0;
    double slowestAnswer = 0;
    double slowestNeighbour = 0;
    for (AttackFamily family : AttackFamily.all()) {
      for (Attack each : family.attacks()) {
        Attack attack = sabotage ? loosened(each) : each;
        Verdict best = best(attacked, attack);
        cases++;
        slowestAnswer = Math.max(slowestAnswer, best.answeredMillis());
        slowestNeighbour = Math.max(slowestNeighbour, best.neighbourMillis());
        String name = family.name() + ": " + shortened(attack.name());
        System.out.printf(
            Locale.ROOT,
            "%6.0f ms %6.0f ms  %s%s%n",
            best.answeredMillis(),
            best.neighbourMillis(),
            name,
            best.contained() ? "" : "  NOT CONTAINED: " + best.reason());
        if (!best.contained()) {
          report.promise(name + ": " + best.reason(), false);
        }
        if (best.answeredMillis() > BOUND_MILLIS) {
          report.promise(name + ": answered after " + best.answeredMillis() + " ms", false);
        }
        if (best.neighbourMillis() > BOUND_MILLIS) {
          report.promise(name + ": others waited " + best.neighbourMillis() + " ms", false);
        }
      }
      report.figure("cases." + family.name(), family.attacks().size());
    }
    Resources after = Resources.backTo(base, attacked.gateway());
    System.out.println("after: " + after);
    report
        .figure("cases", cases)
        .figure("heap.limit", AttackedGateway.HEAP)
        .figure("answered.slowest", slowestAnswer, "ms")
        .figure("neighbour.slowest", slowestNeighbour, "ms")
        .promise("at least 120 attacks were tried", cases >= 120);
    after.compare(report, base);
  }

  private static Verdict best(AttackedGateway attacked, Attack attack) {
    Verdict best = attacked.run(attack);
    for (int i = 1; i < TRIES && best.contained() && !inTime(best); i++) {
      Verdict next = attacked.run(attack);
      if (!next.contained() || worst(next) < worst(best)) {
        best = next;
      }
    }
    return best;
  }

  private static boolean inTime(Verdict verdict) {
    return worst(verdict) <= BOUND_MILLIS;
  }

  private static double worst(Verdict verdict) {
    return Math.max(verdict.answeredMillis(), verdict.neighbourMillis());
  }

  private static Attack loosened(Attack attack) {
    String loose =
        attack
            .module()
            .replace("timeoutMs: " + Attack.LIMIT_MILLIS, "timeoutMs: " + 10 * Attack.LIMIT_MILLIS);
    return new Attack(attack.name(), loose, attack.expected());
  }

  private static String shortened(String name) {
    return name.length() > 80 ? name.substring(0, 77) + "..." : name;
  }
}
