package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.InstanceBuilder;
import io.gatehouse.it.harness.ProcessFigures;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A thousand APIs with ten routes each, and one bad file: all thousand serve, one changed file is
 * live within a moment, and a request costs what it costs with ten routes.
 */
public final class LargeConfiguration {

  private static final int APIS = Integer.getInteger("gatehouse.proof.apis", 1000);
  private static final int CHANGES = Integer.getInteger("gatehouse.proof.changes", 50);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 9);
  private static final int WARM_UP_SECONDS = Integer.getInteger("gatehouse.proof.warmUp", 20);
  private static final int ROUTES_EACH = 10;
  private static final double LIVE_MILLIS = 300;
  private static final double MOST_ALLOWED = 1.10;
  private static final long LIVE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final GatehouseInstance large;
  private final int backend;

  private LargeConfiguration(GatehouseInstance large, int backend) {
    this.large = large;
    this.backend = backend;
  }

  /** {@code --sabotage}: the large gateway interprets instead of compiling. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    Machine.need(List.of("nginx", "wrk", "taskset"), List.of("nginx-light", "wrk", "util-linux"));
    ProofReport report = new ProofReport("large-configuration", sabotage);
    try (var alone = Machine.alone();
        Nginx backend =
            Nginx.backend(target.resolve("large-configuration/backend"), PairedCost.LOAD);
        GatehouseInstance small = gateway("small", 1, backend.port(), false);
        GatehouseInstance large = gateway("large", APIS, backend.port(), sabotage)) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      LargeConfiguration proof = new LargeConfiguration(large, backend.port());
      proof.everyApiServes(report);
      proof.changesAreLive(report);
      memory(report, "small", small);
      memory(report, "large", large);
      warmUp(small);
      warmUp(large);
      PairedCost.measure(report, side("large", large), side("small", small), ROUNDS, MOST_ALLOWED);
    }
    System.exit(report.conclude(target, System.out));
  }

  private static GatehouseInstance gateway(String name, int apis, int backend, boolean sabotage) {
    InstanceBuilder builder =
        GatehouseInstance.named(name + "-configuration")
            .javaOption("-Xmx1g")
            .startLimit(Duration.ofMinutes(2))
            .file("apis/bad.yaml", "api: bad\nroutes: nonsense\n")
            .file("apis/orders.yaml", api("orders", backend, 0));
    for (int i = 1; i < apis; i++) {
      builder.file("apis/api-" + i + ".yaml", api("api-" + i, backend, 0));
    }
    return (sabotage ? builder.javaOption("-Xint") : builder).start();
  }

  private static String api(String name, int backend, int version) {
    StringBuilder yaml = new StringBuilder(2048);
    yaml.append("api: ").append(name).append('\n');
    yaml.append("policies: [ { headers: { response: { set: { x-stamp: \"");
    yaml.append(version).append("\" } } } } ]\nroutes:\n");
    for (int i = 0; i < ROUTES_EACH; i++) {
      String path = i == 0 ? "/" + name + "/{id}" : "/" + name + "/r" + i + "/{id}";
      yaml.append("  - { name: r").append(i).append(", match: { methods: [GET], paths: [\"");
      yaml.append(path).append("\"] }, to: { upstream: back } }\n");
    }
    yaml.append("upstreams: { back: { targets: [ { url: \"http://127.0.0.1:");
    return yaml.append(backend).append("\" } ] } }\n").toString();
  }

  private static String name(int api) {
    return api == 0 ? "orders" : "api-" + api;
  }

  private void everyApiServes(ProofReport report) {
    int serving = 0;
    try (RawHttp http = large.connect()) {
      for (int i = 0; i < APIS; i++) {
        String path = "/" + name(i) + "/r" + (i % (ROUTES_EACH - 1) + 1) + "/7";
        http.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        serving += http.read().filter(r -> r.status() == 200).isPresent() ? 1 : 0;
      }
    }
    report
        .figure("apis", APIS)
        .figure("routes", APIS * ROUTES_EACH)
        .figure("apis.serving", serving)
        .promise("every API serves beside the bad file", serving == APIS)
        .promise(
            "the bad file is refused, with its place",
            large.errorBeside("apis/bad.yaml").filter(e -> e.contains("bad.yaml:2")).isPresent());
  }

  private void changesAreLive(ProofReport report) throws Exception {
    double[] millis = new double[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      String name = name(i * 37 % APIS);
      int version = i + 1;
      long began = System.nanoTime();
      large.drop("apis/" + name + ".yaml", api(name, backend, version));
      while (!large.get("/" + name + "/7").first("x-stamp").orElse("").equals("" + version)) {
        if (System.nanoTime() - began > LIVE_LIMIT_NANOS) {
          throw new IllegalStateException("apis/" + name + ".yaml is not live\n" + large.log());
        }
        TimeUnit.MILLISECONDS.sleep(3);
      }
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    double median = ProofReport.median(millis);
    report
        .spread("live", millis, "ms")
        .promise(
            String.format(
                Locale.ROOT,
                "a changed file is live in %.0f ms, at most %.0f",
                median,
                LIVE_MILLIS),
            median <= LIVE_MILLIS);
  }

  private static void memory(ProofReport report, String name, GatehouseInstance gateway)
      throws Exception {
    ProcessFigures process = gateway.figures();
    report
        .figure(name + ".resident", process.residentBytes() / 1e6, "MB")
        .figure(name + ".heap", LiveHeap.of(gateway.pid()).heapBytes() / 1e6, "MB");
  }

  private static void warmUp(GatehouseInstance gateway) throws Exception {
    Wrk.run("0,1", PairedCost.CONNECTIONS, WARM_UP_SECONDS, gateway.port());
    Machine.pin(gateway.pid(), PairedCost.SUBJECT);
    Wrk.run(PairedCost.LOAD, PairedCost.CONNECTIONS, PairedCost.ROUND_SECONDS, gateway.port());
  }

  private static PairedCost.Side side(String name, GatehouseInstance gateway) {
    return new PairedCost.Side(name, ProcessHandle.of(gateway.pid()).orElseThrow(), gateway.port());
  }
}
