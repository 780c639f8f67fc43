package io.gatehouse.proofs.upstreams;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.ProofReport;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.SteadyLoad.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The proof {@code broken-upstreams}: what {@code UPSTREAM.md} says of targets that break. */
public final class BrokenUpstreams implements AutoCloseable {

  private static final Duration CALM = Duration.ofSeconds(1);
  private static final Duration TROUBLE = Duration.ofSeconds(7);
  private static final Duration DOWN = Duration.ofSeconds(2);

  /** Health rules as they are where nothing is said about them. */
  private static final int FAILURES = 5;

  private static final Duration EJECT = Duration.ofSeconds(5);
  private static final Responder BROKEN = (request, wire) -> wire.respond(503, "broken");

  private final Map<String, Trio> trios = new LinkedHashMap<>();
  private final MovingTarget moving = new MovingTarget();
  private final ProofReport report;
  private final Ground ground;

  private BrokenUpstreams(boolean sabotaged) {
    report = new ProofReport("broken-upstreams", sabotaged);
    // without health checking, budget and breaker nothing of this can hold
    String health = sabotaged ? "health: { passive: { failures: 0 } }\n" : "";
    String retries =
        sabotaged ? "retries: { budget: { percent: 100, minimum: 1000 }, attempts: 3 }\n" : "";
    Map<String, String> definitions = new LinkedHashMap<>();
    define(definitions, "broken", health);
    define(definitions, "retried", health + "retries: {}\n");
    define(definitions, "restarted", health + "retries: {}\n");
    define(definitions, "blackhole", health + "timeouts: { connect: 500ms }\n");
    define(definitions, "hanging", health + "retries: { on: [timeout], perTryTimeout: 500ms }\n");
    define(definitions, "slow", sabotaged ? "" : "balance: least-requests\n");
    define(definitions, "slow-ewma", sabotaged ? "" : "balance: ewma\n");
    define(definitions, "down", health);
    define(definitions, "storm", retries.isEmpty() ? "retries: { attempts: 3 }\n" : retries);
    define(definitions, "guarded", sabotaged ? "" : "circuitBreaker: { open: 2s }\n");
    definitions.put("renamed", "targets: [ { url: \"" + moving.url() + "\" } ]\n");
    Path resolvConf =
        Distribution.ofThisBuild().target().resolve("proofs/resolv.conf").toAbsolutePath();
    moving.writeSettings(resolvConf);
    ground = new Ground(definitions, resolvConf);
  }

  private void define(Map<String, String> definitions, String name, String settings) {
    Trio trio = new Trio();
    trios.put(name, trio);
    definitions.put(name, "targets: " + trio.urls() + '\n' + settings);
  }

  public static void main(String[] args) {
    ProofReport report;
    try (BrokenUpstreams proof = new BrokenUpstreams(List.of(args).contains("--sabotage"))) {
      report = proof.run();
    }
    System.exit(report.conclude(Distribution.ofThisBuild().target(), System.out));
  }

  private ProofReport run() {
    oneBroken("broken", FAILURES + Ground.CLIENTS + 2);
    oneBroken("retried", 0);
    restarted();
    blackhole();
    hanging();
    slow("slow");
    slow("slow-ewma");
    renamed();
    allDown();
    storm();
    guarded();
    return report;
  }

  /** One target of three answers 503. */
  private void oneBroken(String name, long most) {
    Trio trio = trio(name);
    Counts counts =
        during(
            name,
            () -> {
              trio.answer(0, BROKEN);
              Ground.pass(TROUBLE);
            });
    report.figure(name + ".errorRate", rate(counts), "%");
    promise(
        name,
        counts.failed() + " of " + counts.sent() + " failed, " + most + " at most",
        counts.failed() <= most);
  }

  /** One is killed, and started again where it was. */
  private void restarted() {
    String name = "restarted";
    Trio trio = trio(name);
    long[] back = new long[1];
    Counts counts =
        during(
            name,
            () -> {
              trio.kill(0);
              Ground.pass(DOWN);
              trio.restart(0);
              back[0] = millisUntil(() -> trio.target(0).heads() > 0);
            });
    recovered(name, back[0], EJECT.plusSeconds(1));
    promise(name, counts.failed() + " requests failed, none should", counts.failed() == 0);
  }

  /** One accepts nothing and refuses nothing. */
  private void blackhole() {
    String name = "blackhole";
    Trio trio = trio(name);
    trio.kill(0);
    try (BlackHole _ = new BlackHole(trio.port(0))) {
      Counts counts = during(name, () -> Ground.pass(TROUBLE));
      long slow = ground.slowerThan(name, "0.25");
      report.figure("blackhole.slowRequests", slow);
      promise(name, counts.failed() + " requests failed, none should", counts.failed() == 0);
      long most = Ground.CLIENTS + 3L;
      promise(name, slow + " requests had to wait, " + most + " at most", slow <= most);
    }
  }

  /** One accepts connections and says nothing. */
  private void hanging() {
    String name = "hanging";
    Trio trio = trio(name);
    Counts counts =
        during(
            name,
            () -> {
              trio.answer(0, (request, wire) -> {});
              Ground.pass(TROUBLE);
            });
    long slow = ground.slowerThan(name, "0.25");
    report.figure("hanging.slowRequests", slow);
    promise(name, counts.failed() + " requests failed, none should", counts.failed() == 0);
    long most = FAILURES + Ground.CLIENTS + 3L;
    promise(name, slow + " requests had to wait, " + most + " at most", slow <= most);
  }

  /** One takes its time. */
  private void slow(String name) {
    Trio trio = trio(name);
    trio.answer(
        0,
        (request, wire) -> {
          Ground.pass(Duration.ofMillis(200));
          wire.respond(200, "slow");
        });
    Counts counts = during(name, () -> Ground.pass(TROUBLE));
    double share = 100.0 * counts.byName().getOrDefault("slow", 0L) / counts.sent();
    report.figure(name + ".shareOfTheSlowOne", share, "%");
    promise(name, "the slow one got " + Math.round(share) + "%, 10% at most", share <= 10);
    promise(name, counts.failed() + " requests failed, none should", counts.failed() == 0);
  }

  /** The name of the only one gets another address. */
  private void renamed() {
    String name = "renamed";
    long[] back = new long[1];
    Counts counts =
        during(
            name,
            () -> {
              moving.move();
              back[0] = millisUntil(moving::found);
            });
    // a second of life, a second until it is asked for again
    recovered(name, back[0], Duration.ofSeconds(4));
    promise(name, counts.failed() + " requests failed, none should", counts.failed() == 0);
  }

  /** All are killed, and started again. */
  private void allDown() {
    String name = "down";
    Trio trio = trio(name);
    long[] back = new long[1];
    Counts counts =
        during(
            name,
            () -> {
              for (int i = 0; i < Trio.TARGETS; i++) {
                trio.kill(i);
              }
              Ground.pass(DOWN);
              for (int i = 0; i < Trio.TARGETS; i++) {
                trio.restart(i);
              }
              back[0] = millisUntil(() -> trio.heads() > 0);
            });
    recovered(name, back[0], Duration.ofSeconds(1));
    long slow = ground.slowerThan(name, "1");
    promise(name, slow + " clients waited a second, none should", slow == 0);
    promise(name, "requests failed while all were down", counts.failed() > 0);
  }

  /** Every second answer of all of them is 503. */
  private void storm() {
    String name = "storm";
    Trio trio = trio(name);
    AtomicInteger turn = new AtomicInteger();
    for (int i = 0; i < Trio.TARGETS; i++) {
      trio.answer(
          i,
          (request, wire) ->
              wire.respond(turn.getAndIncrement() % 2 == 0 ? 503 : 200, "every second"));
    }
    long begun = System.nanoTime();
    SteadyLoad load = ground.load(name);
    Ground.pass(TROUBLE);
    Counts counts = load.stop();
    double seconds = (System.nanoTime() - begun) / 1e9;
    long extra = trio.heads() - counts.sent();
    double percent = 100.0 * extra / counts.sent();
    // 20 percent, and three for each second of the ten that the budget looks at
    double most = 0.2 * counts.sent() + 3 * 10;
    report
        .figure("storm.requests", counts.sent())
        .figure("storm.seconds", seconds, "s")
        .figure("storm.extraLoad", percent, "%")
        .figure(
            "storm.retriesDenied",
            ground.ofUpstream("gatehouse_upstream_retries_denied_total", name));
    promise(name, extra + " were sent again, " + Math.round(most) + " at most", extra <= most);
    promise(name, "requests were sent again", extra > 0);
  }

  /** All answer 503 behind a circuit breaker. */
  private void guarded() {
    String name = "guarded";
    Trio trio = trio(name);
    for (int i = 0; i < Trio.TARGETS; i++) {
      trio.answer(i, BROKEN);
    }
    SteadyLoad load = ground.load(name);
    Ground.pass(TROUBLE);
    long reached = trio.heads();
    for (int i = 0; i < Trio.TARGETS; i++) {
      trio.answer(i, Responder.text("ok"));
    }
    long back = millisUntil(() -> load.counts().good() > 0);
    Counts counts = load.stop();
    report.figure("guarded.requests", counts.sent()).figure("guarded.reachedTargets", reached);
    // 20 until it opens, those under way then, and one each two seconds
    long most = 20 + Ground.CLIENTS + TROUBLE.toSeconds() / 2 + 1;
    promise(name, reached + " requests reached a target, " + most + " at most", reached <= most);
    recovered(name, back, Duration.ofSeconds(3));
  }

  private Counts during(String name, Runnable trouble) {
    SteadyLoad load = ground.load(name);
    Ground.pass(CALM);
    trouble.run();
    Ground.pass(CALM);
    Counts counts = load.stop();
    report.figure(name + ".requests", counts.sent()).figure(name + ".failed", counts.failed());
    promise(name, "requests were sent", counts.sent() > 100);
    return counts;
  }

  private void recovered(String name, long millis, Duration limit) {
    report.figure(name + ".recovery", (double) millis, "ms");
    promise(
        name,
        "it was back after " + millis + " ms, " + limit.toMillis() + " ms at most",
        millis <= limit.toMillis());
  }

  private static long millisUntil(BooleanSupplier condition) {
    long begun = System.nanoTime();
    long patience = Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - begun < patience) {
      Ground.pass(Duration.ofMillis(5));
    }
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private static double rate(Counts counts) {
    return 100.0 * counts.failed() / counts.sent();
  }

  private void promise(String name, String text, boolean holds) {
    System.out.println((holds ? "ok    " : "WRONG ") + name + ": " + text);
    report.promise(name + ": " + text, holds);
  }

  private Trio trio(String name) {
    Trio trio = trios.get(name);
    if (trio == null) {
      throw new IllegalStateException("upstream: '" + name + "' (expected: one that is defined)");
    }
    return trio;
  }

  @Override
  public void close() {
    ground.close();
    moving.close();
    trios.values().forEach(Trio::close);
  }
}
