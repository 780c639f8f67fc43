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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Requests whose policy awaits a slow upstream do not hold the one event loop: thousands of them
 * wait their second at the same time, and others are served meanwhile. The same requests to a quick
 * upstream, in turn with the slow ones, tell what the machine needs for so many at once.
 */
public final class ScriptAsync {

  private static final int REQUESTS = Integer.getInteger("gatehouse.proof.requests", 2000);
  private static final int ROUNDS = Integer.getInteger("gatehouse.proof.rounds", 5);
  private static final List<Integer> WARM_UPS =
      List.of(50, 100, 200, 500, 1000, REQUESTS, REQUESTS);
  private static final long WAIT_MILLIS = 1000;
  private static final long SLACK_MILLIS = 500;

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
              const asked = `${context.params.speed}/${context.params.id}`;
              const answer = await fetch(`upstream://crm/${asked}`);
              return new Response(`${asked} ${answer.status} ${await answer.text()}`);
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
              - { name: enriched, match: { paths: ["/enriched/{speed}/{id}"] }, policies: [ enrich ], to: { upstream: crm } }
              - { name: plain, match: { paths: ["/plain"] }, to: { upstream: crm } }
            """
                .formatted(upstreamPort))
        .start();
  }

  private void prove(ProofReport report) throws Exception {
    for (int requests : WARM_UPS) {
      System.out.println("warm-up with " + requests + ": " + round("slow", requests));
    }
    Round[] quick = new Round[ROUNDS];
    Round[] slow = new Round[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      quick[i] = round("quick", REQUESTS);
      slow[i] = round("slow", REQUESTS);
      System.out.println("quick " + quick[i] + ", slow " + slow[i]);
    }
    int failed =
        Arrays.stream(quick).mapToInt(Round::failed).sum()
            + Arrays.stream(slow).mapToInt(Round::failed).sum();
    double[] busy = millis(quick, Round::millis);
    double[] waited = millis(slow, Round::millis);
    double[] busyProbes = millis(quick, Round::worstProbeMillis);
    double[] probes = millis(slow, Round::worstProbeMillis);
    report
        .figure("requests.each", REQUESTS)
        .figure("failed", failed)
        .spread("quick.all.answered", busy, "ms")
        .spread("slow.all.answered", waited, "ms")
        .spread("quick.meanwhile.worst", busyProbes, "ms")
        .spread("slow.meanwhile.worst", probes, "ms")
        .promise("no request failed or got another's answer", failed == 0)
        .promise(
            "the second of waiting was paid once: at the median the slow ones took at most "
                + (WAIT_MILLIS + SLACK_MILLIS)
                + " ms more than the quick ones",
            ProofReport.median(waited) <= ProofReport.median(busy) + WAIT_MILLIS + SLACK_MILLIS)
        .promise(
            "others waited at most " + SLACK_MILLIS + " ms longer meanwhile, at the median",
            ProofReport.median(probes) <= ProofReport.median(busyProbes) + SLACK_MILLIS);
  }

  private static double[] millis(Round[] rounds, ToDoubleFunction<Round> figure) {
    return Arrays.stream(rounds).mapToDouble(figure).toArray();
  }

  /** What came of one round. */
  private record Round(double millis, int failed, double worstProbeMillis) {}

  private Round round(String speed, int requests) throws Exception {
    CountDownLatch connected = new CountDownLatch(requests);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Boolean>> answers =
        IntStream.range(0, requests)
            .mapToObj(i -> threads.submit(() -> ask(speed + '/' + i, connected, go)))
            .toList();
    connected.await();
    long began = System.nanoTime();
    go.countDown();
    double worst = 0;
    while (!answers.getLast().isDone()) {
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
      return response.status() == 200 && response.text().equals(id + " 200 /" + id);
    }
  }
}
