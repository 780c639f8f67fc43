package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProofReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Processor time of the whole process per request, as a plain proxy with route match, access log
 * and metrics, against nginx that proxies and logs the same. Both run pinned to one processor, load
 * and back end on the other; paired rounds in one run, in changing order, so that a drifting
 * machine drifts for both.
 */
public final class ProxyCost {

  private static final double PROMISED = 1.25;
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP_SECONDS = Integer.getInteger("gatehouse.proof.warmUp", 25);
  private static final int ROUND_SECONDS = Integer.getInteger("gatehouse.proof.seconds", 4);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 15);
  private static final String LOAD = "0";
  private static final String SUBJECT = "1";

  private ProxyCost() {}

  /**
   * {@code --sabotage}: the gateway interprets instead of compiling, and must be found too slow.
   */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    Machine.need(List.of("nginx", "wrk", "taskset"), List.of("nginx-light", "wrk", "util-linux"));
    ProofReport report = new ProofReport("proxy-cost", sabotage);
    Path work = target.resolve("proxy-cost");
    try (var alone = Machine.alone();
        Nginx backend = Nginx.backend(work.resolve("backend"), LOAD);
        Nginx rival = Nginx.proxy(work.resolve("rival"), backend.port(), SUBJECT);
        GatehouseInstance gateway = gateway(backend.port(), sabotage)) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      warmUp(gateway, rival);
      measure(report, gateway, rival);
    }
    System.exit(report.conclude(target, System.out));
  }

  private static GatehouseInstance gateway(int backend, boolean sabotage) {
    var instance =
        GatehouseInstance.named("proxy-cost")
            .javaOption("-Xms512m")
            .javaOption("-Xmx512m")
            .file(
                "apis/orders.yaml",
                """
                api: orders
                match: { paths: ["/orders/**"] }
                to: { upstream: back }
                upstreams:
                  back:
                    targets: [ { url: "http://127.0.0.1:%d" } ]
                """
                    .formatted(backend));
    return (sabotage ? instance.javaOption("-Xint") : instance).start();
  }

  private static void warmUp(GatehouseInstance gateway, Nginx rival) throws Exception {
    // with both processors, or the compiler's threads would starve the event loops for a minute
    Wrk.run("0,1", CONNECTIONS, WARM_UP_SECONDS, gateway.port());
    Wrk.run(LOAD, CONNECTIONS, 2, rival.port());
    Machine.pin(gateway.pid(), SUBJECT);
    Wrk.run(LOAD, CONNECTIONS, ROUND_SECONDS, gateway.port());
  }

  /** Microseconds of processor time per request, and how many requests. */
  private record Cost(double micros, double perSecond, String failures) {}

  private static void measure(ProofReport report, GatehouseInstance gateway, Nginx rival)
      throws Exception {
    double[] ours = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    double[] rates = new double[ROUNDS];
    ProcessHandle process = ProcessHandle.of(gateway.pid()).orElseThrow();
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < ROUNDS; i++) {
      boolean oursFirst = i % 2 == 0;
      Cost first =
          cost(oursFirst ? process : rival.handle(), oursFirst ? gateway.port() : rival.port());
      Cost second =
          cost(oursFirst ? rival.handle() : process, oursFirst ? rival.port() : gateway.port());
      Cost our = oursFirst ? first : second;
      Cost their = oursFirst ? second : first;
      ours[i] = our.micros();
      theirs[i] = their.micros();
      ratios[i] = our.micros() / their.micros();
      rates[i] = our.perSecond();
      failures.append(our.failures());
      System.out.printf(
          Locale.ROOT,
          "round %2d  gatehouse %6.2f us %8.0f/s   nginx %6.2f us %8.0f/s   ratio %5.3f%n",
          i + 1,
          our.micros(),
          our.perSecond(),
          their.micros(),
          their.perSecond(),
          ratios[i]);
    }
    report.spread("gatehouse", ours, "us/req");
    report.spread("nginx", theirs, "us/req");
    report.spread("gatehouse.rate", rates, "req/s");
    report.spread("ratio", ratios, "x");
    double median = ProofReport.median(ratios);
    report
        .promise(
            String.format(Locale.ROOT, "the median ratio is %.3f, at most %.2f", median, PROMISED),
            median <= PROMISED)
        .promise("no request failed" + failures, failures.isEmpty());
  }

  private static Cost cost(ProcessHandle process, int port) throws Exception {
    double before = Machine.processorSeconds(process);
    Wrk.Run run = Wrk.run(LOAD, CONNECTIONS, ROUND_SECONDS, port);
    double used = Machine.processorSeconds(process) - before;
    return new Cost(used * 1e6 / run.requests(), run.perSecond(), run.failures());
  }
}
