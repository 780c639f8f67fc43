package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProofReport;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time of the whole process per request, as a plain proxy with route match, access log
 * and metrics, against nginx that proxies and logs the same. Both run pinned to one processor, load
 * and back end on the other.
 */
public final class ProxyCost {

  private static final double PROMISED = 1.25;
  private static final int WARM_UP_SECONDS = Integer.getInteger("gatehouse.proof.warmUp", 25);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 15);

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
        Nginx backend = Nginx.backend(work.resolve("backend"), PairedCost.LOAD);
        Nginx rival = Nginx.proxy(work.resolve("rival"), backend.port(), PairedCost.SUBJECT);
        GatehouseInstance gateway = gateway(backend.port(), sabotage)) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      warmUp(gateway, rival);
      PairedCost.measure(
          report,
          new PairedCost.Side(
              "gatehouse", ProcessHandle.of(gateway.pid()).orElseThrow(), gateway.port()),
          new PairedCost.Side("nginx", rival.handle(), rival.port()),
          ROUNDS,
          PROMISED);
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
    Wrk.run("0,1", PairedCost.CONNECTIONS, WARM_UP_SECONDS, gateway.port());
    Wrk.run(PairedCost.LOAD, PairedCost.CONNECTIONS, 2, rival.port());
    Machine.pin(gateway.pid(), PairedCost.SUBJECT);
    Wrk.run(PairedCost.LOAD, PairedCost.CONNECTIONS, PairedCost.ROUND_SECONDS, gateway.port());
  }
}
