package io.gatehouse.proofs.upstreams;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.SteadyLoad.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A gateway whose routes are named after upstreams, and clients that ask one of them. */
final class Ground implements AutoCloseable {

  /** How many clients ask at the same time. */
  static final int CLIENTS = 8;

  private static final long PAUSE_NANOS = 2_000_000;

  private final GatehouseInstance gateway;

  /**
   * A gateway.
   *
   * @param upstreams each as it stands below its name
   * @param resolvConf says whom it asks for names
   */
  Ground(Map<String, String> upstreams, Path resolvConf) {
    StringBuilder routes = new StringBuilder("api: proof\nroutes:\n");
    StringBuilder definitions = new StringBuilder("upstreams:\n");
    new LinkedHashMap<>(upstreams)
        .forEach(
            (name, definition) -> {
              routes.append(
                  "  - { name: %1$s, match: { paths: [/%1$s] }, to: { upstream: %1$s } }\n"
                      .formatted(name));
              definitions.append("  ").append(name).append(":\n").append(definition.indent(4));
            });
    gateway =
        GatehouseInstance.named("broken-upstreams")
            .javaOption("-Dgatehouse.resolvConf=" + resolvConf)
            .file("apis/proof.yaml", routes.toString() + definitions)
            .start();
  }

  /** Clients that ask the upstream of this name until they are stopped. */
  SteadyLoad load(String upstream) {
    List<SteadyLoad.Ask> asks = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      asks.add(
          new SteadyLoad.Ask(
              gateway::connect,
              "GET /" + upstream + " HTTP/1.1\r\nHost: proof.test\r\n\r\n",
              response ->
                  response.status() == 200
                      ? new Verdict.Good(response.text())
                      : new Verdict.Bad(Integer.toString(response.status()))));
    }
    return SteadyLoad.start(asks, PAUSE_NANOS);
  }

  /** Requests to the route that took longer than a bound of the metrics' histogram. */
  long slowerThan(String route, String bound) {
    return series("gatehouse_request_duration_seconds_count", route, "")
        - series("gatehouse_request_duration_seconds_bucket", route, ",le=\"" + bound + '"');
  }

  /** What one of the counters says that are kept for an upstream. */
  long ofUpstream(String name, String upstream) {
    return value(name + "{api=\"proof\",upstream=\"" + upstream + "\"} ");
  }

  private long series(String name, String route, String further) {
    return value(name + "{api=\"proof\",route=\"" + route + '"' + further + "} ");
  }

  private long value(String series) {
    return gateway
        .admin()
        .metrics()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElse(0);
  }

  static void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  public void close() {
    gateway.close();
  }
}
