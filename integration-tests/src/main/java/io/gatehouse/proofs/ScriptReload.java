package io.gatehouse.proofs;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.InstanceBuilder;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.it.harness.UpstreamWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Ten script policies are saved anew, one after the other and a thousand times together, while
 * requests go through all of them: none fails, each ends on the version it began with, a change is
 * live soon, and afterwards the process holds no more than before.
 */
public final class ScriptReload {

  private static final int POLICIES = 10;
  private static final int RELOADS = Integer.getInteger("gatehouse.proof.reloads", 1000);
  private static final int WARM_UP = Integer.getInteger("gatehouse.proof.warmUpReloads", 150);
  private static final int CONNECTIONS_EACH = 3;
  private static final int LONGEST_ANSWER_MILLIS = 12;
  private static final long LIVE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final double LIVE_MILLIS = 300;

  private final GatehouseInstance gateway;
  private final boolean sabotage;

  private ScriptReload(GatehouseInstance gateway, boolean sabotage) {
    this.gateway = gateway;
    this.sabotage = sabotage;
  }

  /** {@code --sabotage}: scripts are removed before they are saved anew: requests must fail. */
  public static void main(String[] arguments) throws Exception {
    boolean sabotage = List.of(arguments).contains("--sabotage");
    Path target = Path.of(System.getProperty("gatehouse.it.target"));
    ProofReport report = new ProofReport("script-reload", sabotage);
    try (var alone = Machine.alone();
        StubUpstream upstream = StubUpstream.answering(ScriptReload::echo);
        GatehouseInstance gateway = gateway(upstream)) {
      System.out.println("Measuring alone: " + alone.lock().isValid());
      new ScriptReload(gateway, sabotage).prove(report);
    }
    System.exit(report.conclude(target, System.out));
  }

  /** Answers after a moment, so that requests are under way at every reload. */
  private static void echo(Received request, UpstreamWire wire) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(LONGEST_ANSWER_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wire.respond(200, "ok", "x-echo: " + request.first("x-stamp").orElse("none"));
  }

  private static GatehouseInstance gateway(StubUpstream upstream) {
    InstanceBuilder builder = GatehouseInstance.named("script-reload").javaOption("-Xmx512m");
    for (int i = 0; i < POLICIES; i++) {
      builder.file("policies/" + policy(i) + ".js", script(0));
      builder.file(
          "apis/api" + i + ".yaml",
          """
          api: api%1$d
          match: { paths: ["/%1$d/**"] }
          policies: [ %2$s ]
          to: { upstream: back }
          upstreams: { back: { targets: [ { url: "%3$s" } ] } }
          """
              .formatted(i, policy(i), upstream.url()));
    }
    return builder.start();
  }

  private static String policy(int number) {
    return "stamp-" + number;
  }

  /** Does what policies do: reads the message, builds text, keeps something for the response. */
  private static String script(int version) {
    return """
    export const meta = { config: { type: "object", properties: { mark: { type: "string", default: "m" } } } };
    const version = "%1$d";
    export function onRequest(request, context) {
      const agent = request.headers.get("user-agent") ?? "none";
      context.vars.set("seen", `${agent}/${request.path}/${context.config.mark}`);
      request.headers.set("x-stamp", version);
    }
    export function onResponse(response, context) {
      if (!context.vars.get("seen").endsWith("/m")) throw new Error("lost");
      response.headers.set("x-stamp", version);
    }
    """
        .formatted(version);
  }

  private void prove(ProofReport report) throws Exception {
    for (int i = 0; i < POLICIES; i++) {
      awaitStamp(i, 0);
    }
    try (VersionedLoad warmUp = load()) {
      reload(1, WARM_UP);
      System.out.println("Warmed up: " + warmUp.answered() + " requests");
    }
    Resources base = Resources.settled(gateway);
    System.out.println("base:  " + base);

    VersionedLoad load = load();
    double[] live = reload(WARM_UP + 1, RELOADS);
    load.close();
    Resources after = Resources.backTo(base, gateway);
    System.out.println("after: " + after);
    load.failures().forEach(f -> System.out.println("failed: " + f));

    double median = ProofReport.median(live);
    report
        .figure("requests", load.answered() + load.failed())
        .figure("failed", load.failed())
        .figure("reloads", RELOADS)
        .spread("live", live, "ms")
        .promise("no request failed or was dropped", load.failed() == 0)
        .promise("the load was one: ten requests a reload", load.answered() > RELOADS * 10L)
        .promise(
            "a saved script is live after " + median + " ms at the median, at most " + LIVE_MILLIS,
            median <= LIVE_MILLIS);
    after.compare(report, base);
  }

  private VersionedLoad load() {
    VersionedLoad load = new VersionedLoad();
    for (int i = 0; i < POLICIES; i++) {
      load.begin(CONNECTIONS_EACH, gateway::connect, "/" + i + "/x", 0);
    }
    return load;
  }

  /** The milliseconds after which each of the new versions was seen to serve. */
  private double[] reload(int first, int count) throws Exception {
    List<Double> live = new ArrayList<>();
    for (int version = first; version < first + count; version++) {
      int number = version % POLICIES;
      String file = "policies/" + policy(number) + ".js";
      if (sabotage) {
        gateway.remove(file);
        TimeUnit.MILLISECONDS.sleep(500);
      }
      long began = System.nanoTime();
      gateway.drop(file, script(version));
      awaitStamp(number, version);
      live.add((System.nanoTime() - began) / 1e6);
      if (version % 100 == 0) {
        System.out.println("reload " + version);
      }
    }
    return live.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void awaitStamp(int number, int version) throws Exception {
    long end = System.nanoTime() + LIVE_NANOS;
    String seen = "";
    while (System.nanoTime() < end) {
      RawResponse response = gateway.get("/" + number + "/probe");
      seen = response.status() + " " + response.first("x-stamp").orElse("none");
      if (seen.equals("200 " + version)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(3);
    }
    throw new IllegalStateException(
        policy(number) + ": " + seen + " (expected: 200 " + version + ")\n" + gateway.log());
  }
}
