package io.gatehouse.proofs;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Requests whose policy awaits a slow upstream do not hold the one event loop: thousands of them
 * are answered in the time of one, and others are served meanwhile.
 */
public final class ScriptAsync {

  private static final int REQUESTS = Integer.getInteger("gatehouse.proof.requests", 2000);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 5);
  private static final List<Integer> WARM_UPS =
      List.of(50, 100, 200, 500, 1000, REQUESTS, REQUESTS);
  private static final long ALL_WITHIN_MILLIS = 2000;
  private static final long PROBE_WITHIN_MILLIS = 1000;

  private final GatehouseInstance gateway;
  private final ExecutorService threads;

  private ScriptAsync(GatehouseInstance gateway, ExecutorService threads) {
    this.gateway = gateway;
    this.threads = threads;
  }

  /** {@code --sabotage}: the policy may have too few fetches under way. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    ProofReport report = new ProofReport("script-async", sabotage);
    Distribution distribution = Distribution.ofThisBuild();
    // the last one is closed first: what serves ends with the sockets it serves
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket socket =
            new ServerSocket(FreePorts.next(), 4096, InetAddress.getLoopbackAddress());
        GatehouseInstance gateway = gateway(socket.getLocalPort(), sabotage)) {
      threads.execute(() -> DelayedUpstream.serve(socket, threads));
      new ScriptAsync(gateway, threads).prove(report);
    }
    System.exit(report.conclude(distribution.target(), System.out));
  }

  private static GatehouseInstance gateway(int upstreamPort, boolean sabotage) {
    return GatehouseInstance.named("script-async")
        .javaOption("-Dgatehouse.loops=1")
        .javaOption("-Xmx512m")
        .file(
            "policies/enrich.js",
            """
            export const meta = { fetches: %d, upstreams: ["crm"] };
            export async function onRequest(request, context) {
              const answer = await fetch(`upstream://crm/slow/${context.params.id}`);
              return new Response(`${context.params.id} ${answer.status} ${await answer.text()}`);
            }
            """
                .formatted(sabotage ? 100 : 10_000))
        .file(
            "apis/crm.yaml",
            """
            api: crm
            upstreams:
              crm: { targets: [ { url: "http://127.0.0.1:%d" } ] }
            routes:
              - { name: enriched, match: { paths: ["/enriched/{id}"] }, policies: [ enrich ], to: { upstream: crm } }
              - { name: plain, match: { paths: ["/plain"] }, to: { upstream: crm } }
            """
                .formatted(upstreamPort))
        .start();
  }

  private void prove(ProofReport report) throws Exception {
    for (int requests : WARM_UPS) {
      System.out.println("warm-up with " + requests + ": " + round("w" + requests, requests));
    }
    Round[] rounds = new Round[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      rounds[i] = round("r" + i, REQUESTS);
      System.out.println("round " + rounds[i]);
    }
    double[] all = Arrays.stream(rounds).mapToDouble(Round::millis).toArray();
    double[] probes = Arrays.stream(rounds).mapToDouble(Round::worstProbeMillis).toArray();
    int failed = Arrays.stream(rounds).mapToInt(Round::failed).sum();
    report
        .figure("requests.each", REQUESTS)
        .figure("failed", failed)
        .spread("all.answered", all, "ms")
        .spread("meanwhile.worst", probes, "ms")
        .promise("no request failed or got another's answer", failed == 0)
        .promise(
            "all were answered within " + ALL_WITHIN_MILLIS + " ms at the median",
            ProofReport.median(all) <= ALL_WITHIN_MILLIS)
        .promise(
            "others were answered within " + PROBE_WITHIN_MILLIS + " ms meanwhile, at the median",
            ProofReport.median(probes) <= PROBE_WITHIN_MILLIS);
  }

  /** What came of one round. */
  private record Round(double millis, int failed, double worstProbeMillis) {}

  private Round round(String name, int requests) throws Exception {
    CountDownLatch connected = new CountDownLatch(requests);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Boolean>> answers =
        IntStream.range(0, requests)
            .mapToObj(i -> threads.submit(() -> ask(name + '-' + i, connected, go)))
            .toList();
    connected.await();
    long began = System.nanoTime();
    go.countDown();
    double worst = 0;
    while (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(900)) {
      long asked = System.nanoTime();
      boolean good = gateway.get("/plain").status() == 200;
      worst = Math.max(worst, good ? (System.nanoTime() - asked) / 1e6 : Double.MAX_VALUE);
    }
    int failed = 0;
    for (Future<Boolean> answer : answers) {
      failed += answer.get(60, TimeUnit.SECONDS) ? 0 : 1;
    }
    return new Round((System.nanoTime() - began) / 1e6, failed, worst);
  }

  private boolean ask(String id, CountDownLatch connected, CountDownLatch go) throws Exception {
    try (var connection = gateway.connect()) {
      connected.countDown();
      go.await();
      connection.send("GET /enriched/" + id + " HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse response = connection.response();
      return response.status() == 200 && response.text().equals(id + " 200 /slow/" + id);
    }
  }
}
